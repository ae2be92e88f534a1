package io.tiergate.systemtests;

import io.grpc.StatusRuntimeException;
import io.tiergate.cli.stack.LocalAgent;
import io.tiergate.transport.GrpcChannels;
import io.tiergate.v1.CompleteRequest;
import io.tiergate.v1.Declared;
import io.tiergate.v1.GatewayGrpc;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Sends requests of the workload, in turn over HTTP and gRPC and to both agents. What is refused is no failure of the sender: the records
 * tell.
 *
 * @param withoutCache whether callers want no cache
 */
record Replay(LiveStack stack, boolean withoutCache) {
    private static final int AT_ONCE = 4;

    /** Sends them and waits until the last has ended. */
    void send(List<Workload.Request> requests) {
        List<Future<?>> sent = new ArrayList<>();
        try (ExecutorService senders = Executors.newFixedThreadPool(
                AT_ONCE, Thread.ofPlatform().name("caller-", 0).factory())) {
            for (int i = 0; i < requests.size(); i++) {
                Workload.Request request = requests.get(i);
                LocalAgent agent = stack.agent(1 + i % 2);
                boolean http = i / 2 % 2 == 0;
                sent.add(senders.submit(() -> {
                    if (http) {
                        overHttp(agent, request);
                    } else {
                        overGrpc(agent, request);
                    }
                    return null;
                }));
            }
        }
        sent.forEach(Replay::end);
    }

    private static void end(Future<?> sent) {
        try {
            var _ = sent.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a request could not be sent", e.getCause());
        }
    }

    private void overHttp(LocalAgent agent, Workload.Request request) throws IOException {
        List<String> headers = new ArrayList<>(Arrays.asList(request.headers()));
        if (withoutCache) {
            headers.addAll(List.of("x-tiergate-cache", "none"));
        }
        try {
            var _ = stack.http(agent, request.tenant()).chat(request.body(), headers.toArray(String[]::new));
        } catch (IOException e) {
            if (!request.streamed()) {
                throw e; // a stream may break, an answer may not
            }
        }
    }

    private void overGrpc(LocalAgent agent, Workload.Request request) {
        GatewayGrpc.GatewayBlockingStub gateway = GatewayGrpc.newBlockingStub(stack.channel(agent.grpc()))
                .withCallCredentials(GrpcChannels.bearer(stack.key(request.tenant())));
        try {
            if (request.streamed()) {
                gateway.completeStream(message(request)).forEachRemaining(event -> {});
            } else {
                var _ = gateway.complete(message(request));
            }
        } catch (StatusRuntimeException e) {
            // Refused or broken off: so its record says.
        }
    }

    private CompleteRequest message(Workload.Request request) {
        CompleteRequest.Builder message = CompleteRequest.newBuilder()
                .setModel("desk")
                .setDeclared(Declared.newBuilder()
                        .setTask(request.prompt().task())
                        .setDomain(request.prompt().domain())
                        .setSession(request.session())
                        .setStakes(request.highStakes() ? "high" : "low")
                        .setNoCache(withoutCache));
        request.prompt()
                .messages()
                .forEach(turn -> message.addMessages(Question.turn(
                        turn.path("role").asString(), turn.path("content").asString())));
        return message.build();
    }
}
