package io.tiergate.examples.client;

import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.tiergate.v1.CompleteRequest;
import io.tiergate.v1.Completion;
import io.tiergate.v1.ContentPart;
import io.tiergate.v1.Declared;
import io.tiergate.v1.GatewayGrpc;
import io.tiergate.v1.Message;
import io.tiergate.v1.Role;
import java.util.concurrent.TimeUnit;

/** Asks an agent twice, whole and streamed: {@code Client HOST:PORT PROMPT}, with the key in {@code TIERGATE_KEY}. */
public final class Client {
    private static final Metadata.Key<String> AUTHORIZATION = key("authorization");
    private static final Metadata.Key<String> ERROR = key("x-tiergate-error");

    private Client() {}

    public static void main(String[] arguments) {
        Metadata headers = new Metadata();
        headers.put(AUTHORIZATION, "Bearer " + System.getenv("TIERGATE_KEY"));
        // In production TlsChannelCredentials, and one channel for the life of the service.
        ManagedChannel channel = Grpc.newChannelBuilder(arguments[0], InsecureChannelCredentials.create())
                .build();
        Channel withKey = ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
        CompleteRequest request = CompleteRequest.newBuilder()
                .setModel("auto") // the tenant's default policy
                .setDeclared(Declared.newBuilder()
                        .setTask("chat")
                        .setDomain("general")
                        .setSession("example"))
                .addMessages(Message.newBuilder()
                        .setRole(Role.ROLE_USER)
                        .addContent(ContentPart.newBuilder().setText(arguments[1])))
                .build();
        try {
            ask(GatewayGrpc.newBlockingStub(withKey), request);
        } catch (StatusRuntimeException e) {
            // The message is for people, the kind for programs: unauthenticated, rate_limited, nothing_feasible, ...
            Metadata trailers = Status.trailersFromThrowable(e);
            String kind = trailers == null ? null : trailers.get(ERROR);
            System.err.println(e.getStatus().getDescription() + " (" + kind + ")");
            System.exit(1);
        } finally {
            channel.shutdown();
        }
    }

    private static void ask(GatewayGrpc.GatewayBlockingStub gateway, CompleteRequest request) {
        Completion whole = gateway.withDeadlineAfter(20, TimeUnit.SECONDS).complete(request);
        System.out.println(whole.getChoices(0).getMessage().getContent(0).getText());
        System.out.printf(
                "-- %s, tier %s, %d micro-dollars, decision %s%n",
                whole.getModel(),
                whole.getRouting().getTier(),
                whole.getRouting().getCostMicros(),
                whole.getRouting().getDecisionId());

        gateway.withDeadlineAfter(20, TimeUnit.SECONDS).completeStream(request).forEachRemaining(event -> {
            switch (event.getEventCase()) {
                case DELTA -> System.out.print(event.getDelta().getText());
                case FINISHED ->
                    System.out.printf(
                            "%n-- cache %s%n", event.getFinished().getRouting().getCache());
                default -> {} // started, committed, escalated: for the curious
            }
        });
    }

    private static Metadata.Key<String> key(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }
}
