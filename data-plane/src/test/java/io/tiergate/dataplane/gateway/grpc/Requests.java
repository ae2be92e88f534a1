package io.tiergate.dataplane.gateway.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.tiergate.dataplane.LocalAgent;
import io.tiergate.transport.GrpcChannels;
import io.tiergate.v1.CompleteRequest;
import io.tiergate.v1.ContentPart;
import io.tiergate.v1.Declared;
import io.tiergate.v1.GatewayGrpc;
import io.tiergate.v1.Message;
import io.tiergate.v1.Role;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Requests and stubs that tests of the gRPC gateway share. */
final class Requests {
    private static final long PATIENCE_SECONDS = 60;

    private Requests() {}

    static CompleteRequest.Builder ask(String model, String text) {
        return CompleteRequest.newBuilder().setModel(model).addMessages(user(text));
    }

    static Message.Builder user(String text) {
        return Message.newBuilder()
                .setRole(Role.ROLE_USER)
                .addContent(ContentPart.newBuilder().setText(text));
    }

    /** With tenant {@code acme}'s key. */
    static GatewayGrpc.GatewayBlockingStub stub(LocalAgent agent) {
        return stub(agent, LocalAgent.ACME);
    }

    static GatewayGrpc.GatewayBlockingStub stub(LocalAgent agent, String key) {
        return anonymous(agent).withCallCredentials(GrpcChannels.bearer(key));
    }

    static GatewayGrpc.GatewayBlockingStub anonymous(LocalAgent agent) {
        return GatewayGrpc.newBlockingStub(agent.channel()).withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** A trailer of a failed call; null: not there. */
    static @Nullable String trailer(StatusRuntimeException failure, String name) {
        Metadata trailers = failure.getTrailers();
        return trailers == null ? null : trailers.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
    }

    /** A request that declares so, and holds the words {@code xyzzy-my-secret-prompt}. */
    static CompleteRequest.Builder declaring(Declared.Builder declared) {
        return ask("support", "xyzzy-my-secret-prompt").setDeclared(declared);
    }

    /** How a completion fails, with tenant {@code acme}'s key. */
    static StatusRuntimeException failure(LocalAgent agent, CompleteRequest.Builder request) {
        return catchThrowableOfType(
                StatusRuntimeException.class, () -> stub(agent).complete(request.build()));
    }

    static void assertFailure(StatusRuntimeException failure, Status.Code code, String error, String words) {
        assertThat(failure.getStatus().getCode()).as(failure.toString()).isEqualTo(code);
        assertThat(failure.getStatus().getDescription()).contains(words);
        assertThat(trailer(failure, "x-tiergate-error")).isEqualTo(error);
    }
}
