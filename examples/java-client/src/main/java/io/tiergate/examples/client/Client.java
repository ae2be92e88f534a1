package io.tiergate.examples.client;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.tiergate.v1.CompleteRequest;
import io.tiergate.v1.Completion;
import io.tiergate.v1.ContentPart;
import io.tiergate.v1.Declared;
import io.tiergate.v1.GatewayGrpc;
import io.tiergate.v1.Message;
import io.tiergate.v1.Role;
import io.tiergate.v1.Routing;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Asks an agent twice, whole and streamed: {@code Client HOST:PORT PROMPT}, with the key in {@code TIERGATE_KEY}. */
public final class Client {
    private Client() {}

    public static void main(String[] arguments) {
        // In production TlsChannelCredentials, and one channel for the life of the service.
        ManagedChannel channel = Grpc.newChannelBuilder(arguments[0], InsecureChannelCredentials.create())
                .build();
        Metadata headers = new Metadata();
        headers.put(key("authorization"), "Bearer " + System.getenv("TIERGATE_KEY"));
        GatewayGrpc.GatewayBlockingStub gateway = GatewayGrpc.newBlockingStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
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
            Completion whole = gateway.withDeadlineAfter(20, TimeUnit.SECONDS).complete(request);
            Routing routing = whole.getRouting(); // what was done with the request
            System.out.println(whole.getChoices(0).getMessage().getContent(0).getText());
            System.out.println("-- " + whole.getModel() + ", tier " + routing.getTier() + ", " + routing.getCostMicros()
                    + " micro-dollars, decision " + routing.getDecisionId());

            gateway.withDeadlineAfter(20, TimeUnit.SECONDS)
                    .completeStream(request)
                    .forEachRemaining(event -> {
                        if (event.hasDelta()) {
                            System.out.print(event.getDelta().getText());
                        } else if (event.hasFinished()) {
                            System.out.println("\n-- cache "
                                    + event.getFinished().getRouting().getCache());
                        }
                    });
        } catch (StatusRuntimeException e) {
            // The message is for people, the kind for programs: unauthenticated, rate_limited, nothing_feasible, ...
            Metadata trailers = Objects.requireNonNullElseGet(e.getTrailers(), Metadata::new);
            System.err.println(e.getStatus().getDescription() + " (" + trailers.get(key("x-tiergate-error")) + ")");
            System.exit(1);
        } finally {
            channel.shutdown();
        }
    }

    private static Metadata.Key<String> key(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }
}
