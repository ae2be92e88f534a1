package io.tiergate.cli.demo;

import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.tiergate.cli.session.Wire;
import io.tiergate.cli.stack.LocalAgent;
import io.tiergate.cli.stack.Stack;
import io.tiergate.transport.GrpcChannels;
import io.tiergate.transport.Trailers;
import io.tiergate.v1.CompleteRequest;
import io.tiergate.v1.CompletionEvent;
import io.tiergate.v1.ContentPart;
import io.tiergate.v1.Decision;
import io.tiergate.v1.Declared;
import io.tiergate.v1.GatewayGrpc;
import io.tiergate.v1.GatewayGrpc.GatewayBlockingStub;
import io.tiergate.v1.Message;
import io.tiergate.v1.Role;
import io.tiergate.v1.Routing;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The gRPC API, as an internal service uses it through the generated stub. */
final class GrpcDoor implements Door {
    private static final long BOUND_SECONDS = 90;
    private final String policy;
    private final Map<String, ManagedChannel> channels = new ConcurrentHashMap<>();

    GrpcDoor(String policy) {
        this.policy = policy;
    }

    @Override
    public Reply send(Ask ask, LocalAgent agent, String key) throws LostException {
        GatewayBlockingStub gateway = gateway(agent, key);
        CompleteRequest request = request(ask);
        try {
            return answered(
                    ask.streamed()
                            ? streamed(gateway, request)
                            : gateway.complete(request).getRouting());
        } catch (StatusRuntimeException e) {
            return refused(e);
        }
    }

    /** Where a session's request would go, without sending it to a model. */
    Decision decide(Ask ask, LocalAgent agent, String key) {
        return gateway(agent, key).decide(request(ask));
    }

    private GatewayBlockingStub gateway(LocalAgent agent, String key) {
        return GatewayGrpc.newBlockingStub(channels.computeIfAbsent(
                        agent.grpc(), address -> GrpcChannels.openPlain(address, Stack.MAX_MESSAGE_BYTES)))
                .withCallCredentials(GrpcChannels.bearer(key))
                .withDeadlineAfter(BOUND_SECONDS, TimeUnit.SECONDS);
    }

    private static Routing streamed(GatewayBlockingStub gateway, CompleteRequest request) throws LostException {
        Iterator<CompletionEvent> events = gateway.completeStream(request);
        while (events.hasNext()) {
            CompletionEvent event = events.next();
            if (event.hasFinished()) {
                return event.getFinished().getRouting();
            }
        }
        throw new LostException("the stream has no end");
    }

    private static Reply answered(Routing routing) {
        return new Reply.Answered(
                routing.getDecisionId(),
                routing.getTarget(),
                routing.getArm(),
                Wire.label(routing.getCache(), "CACHE_STATE_"));
    }

    private static Reply refused(StatusRuntimeException failure) throws LostException {
        Metadata trailers = failure.getTrailers();
        String kind = value(trailers, Trailers.ERROR);
        if (kind == null) {
            throw new LostException(failure.getStatus().toString());
        }
        String decision = value(trailers, Trailers.DECISION_ID);
        return new Reply.Refused(
                decision == null ? "" : decision,
                kind + ": " + failure.getStatus().getDescription(),
                failure.getStatus().getCode() == Status.Code.UNAUTHENTICATED);
    }

    private static @Nullable String value(@Nullable Metadata trailers, Metadata.Key<String> key) {
        return trailers == null ? null : trailers.get(key);
    }

    private CompleteRequest request(Ask ask) {
        CompleteRequest.Builder request = CompleteRequest.newBuilder()
                .setModel(policy)
                .setDeclared(Declared.newBuilder()
                        .setTask(ask.prompt().task())
                        .setDomain(Objects.requireNonNullElse(ask.prompt().domain(), ""))
                        .setSession(ask.session())
                        .setStakes(ask.highStakes() ? "high" : ""));
        for (JsonNode message : ask.prompt().messages()) {
            request.addMessages(Message.newBuilder()
                    .setRole(Role.valueOf(
                            "ROLE_" + message.path("role").asString("").toUpperCase(Locale.ROOT)))
                    .addContent(ContentPart.newBuilder()
                            .setText(message.path("content").asString(""))));
        }
        return request.build();
    }

    @Override
    public void close() {
        channels.values().forEach(ManagedChannel::shutdownNow);
    }
}
