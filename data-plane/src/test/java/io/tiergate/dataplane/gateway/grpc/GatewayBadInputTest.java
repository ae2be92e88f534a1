package io.tiergate.dataplane.gateway.grpc;

import static io.tiergate.dataplane.Upstream.says;
import static io.tiergate.dataplane.gateway.grpc.Requests.ask;
import static io.tiergate.dataplane.gateway.grpc.Requests.assertFailure;
import static io.tiergate.dataplane.gateway.grpc.Requests.declaring;
import static io.tiergate.dataplane.gateway.grpc.Requests.failure;
import static io.tiergate.dataplane.gateway.grpc.Requests.trailer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Duration;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.tiergate.dataplane.LocalAgent;
import io.tiergate.policy.record.DecisionRecord;
import io.tiergate.transport.GrpcChannels;
import io.tiergate.v1.CompleteRequest;
import io.tiergate.v1.ContentPart;
import io.tiergate.v1.Declared;
import io.tiergate.v1.GatewayGrpc;
import io.tiergate.v1.JsonSchema;
import io.tiergate.v1.Message;
import io.tiergate.v1.ResponseFormat;
import io.tiergate.v1.Role;
import io.tiergate.v1.Sampling;
import io.tiergate.v1.Tool;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests over gRPC that cannot be served, and what their senders are told. */
@Timeout(180)
class GatewayBadInputTest {
    private final LocalAgent agent = LocalAgent.running();

    @AfterEach
    void close() throws IOException {
        agent.close();
    }

    /** A request that cannot be served, and what its sender is told. */
    record Bad(String what, CompleteRequest.Builder request, Status.Code code, String error, String words) {
        @Override
        public String toString() {
            return what;
        }
    }

    static Stream<Bad> bad() {
        String secret = "xyzzy-my-secret-prompt";
        return Stream.of(
                invalid(
                        "empty messages",
                        CompleteRequest.newBuilder().setModel("support"),
                        "'messages' is missing or empty"),
                invalid("no role", noRole(secret), "messages[1].role is missing or unknown"),
                invalid(
                        "no content",
                        ask("support", secret).addMessages(Message.newBuilder().setRole(Role.ROLE_USER)),
                        "messages[1].content is missing"),
                invalid(
                        "empty part",
                        ask("support", secret)
                                .addMessages(Message.newBuilder()
                                        .setRole(Role.ROLE_USER)
                                        .addContent(ContentPart.getDefaultInstance())),
                        "messages[1].content[0] is empty"),
                invalid("extra no JSON", ask("support", secret).setExtraJson("{" + secret), "extra_json is not JSON"),
                invalid(
                        "extra no object",
                        ask("support", secret).setExtraJson("[]"),
                        "extra_json must be a JSON object"),
                invalid("extra and more", ask("support", secret).setExtraJson("{} {}"), "extra_json has more after"),
                invalid(
                        "extra typed",
                        ask("support", secret).setExtraJson("{\"model\":\"x\"}"),
                        "'model', which has a field"),
                invalid("extra twice", ask("support", secret).setExtraJson("{\"a\":1,\"a\":2}"), "'a' is there twice"),
                invalid(
                        "extra deep",
                        ask("support", secret).setExtraJson("{\"a\":" + "[".repeat(900) + "]".repeat(900) + "}"),
                        "nested deeper"),
                invalid(
                        "schema no JSON",
                        ask("support", secret)
                                .setResponseFormat(ResponseFormat.newBuilder()
                                        .setJsonSchema(JsonSchema.newBuilder().setSchemaJson("{"))),
                        "response_format.json_schema.schema_json is not JSON"),
                invalid(
                        "parameters no JSON",
                        ask("support", secret)
                                .addTools(Tool.newBuilder().setName("t").setParametersJson(secret)),
                        "tools[0].parameters_json is not JSON"),
                invalid(
                        "max tokens",
                        ask("support", secret).setSampling(Sampling.newBuilder().setMaxOutputTokens(0)),
                        "max_tokens"),
                invalid(
                        "temperature",
                        ask("support", secret).setSampling(Sampling.newBuilder().setTemperature(Double.NaN)),
                        "sampling.temperature"),
                invalid("stakes", declaring(Declared.newBuilder().setStakes("medium")), "declared.stakes"),
                invalid(
                        "long session",
                        declaring(Declared.newBuilder().setSession("s".repeat(257))),
                        "declared.session"),
                invalid("long tag", declaring(Declared.newBuilder().putTags("t", "v".repeat(65))), "declared.tags"),
                invalid("no tier", declaring(Declared.newBuilder().setAtLeast("platinum")), "no tier 'platinum'"),
                new Bad(
                        "deadline past",
                        declaring(Declared.newBuilder().setDeadline(Duration.getDefaultInstance())),
                        Status.Code.DEADLINE_EXCEEDED,
                        "deadline",
                        "has passed"),
                new Bad(
                        "no policy",
                        ask("nope", secret),
                        Status.Code.NOT_FOUND,
                        "unknown_model",
                        "no policy or model 'nope' for tenant 'acme'"),
                new Bad(
                        "no task",
                        ask("support/nope", secret),
                        Status.Code.NOT_FOUND,
                        "unknown_model",
                        "no task 'nope'"),
                new Bad(
                        "fits no model",
                        ask("p/mid", "x".repeat(200_000)),
                        Status.Code.FAILED_PRECONDITION,
                        "nothing_feasible",
                        "80 % of its window"));
    }

    @ParameterizedTest
    @MethodSource("bad")
    void badRequest_isRefusedWithItsPlace_andOneRecord(Bad bad) {
        StatusRuntimeException failure = failure(agent, bad.request());

        assertFailure(failure, bad.code(), bad.error(), bad.words());
        assertThat(failure.getStatus().getDescription()).doesNotContain("xyzzy");
        DecisionRecord record = agent.record();
        assertThat(trailer(failure, "x-tiergate-decision-id"))
                .isEqualTo(record.header().id());
        assertThat(LocalAgent.json(record)).doesNotContain("xyzzy").doesNotContain(LocalAgent.ACME);
        assertThat(agent.logged()).doesNotContain("xyzzy");
    }

    @Test
    void textThatIsNoUtf8_isRefused_andTheConnectionGoesOn() {
        agent.upstream().model("small", says("Hello"));
        byte[] valid = ask("support", "xyzzy").build().toByteArray();
        byte[] invalid = valid.clone();
        invalid[invalid.length - 1] = (byte) 0xC3;

        StatusRuntimeException failure = catchThrowableOfType(StatusRuntimeException.class, () -> raw(invalid));

        assertFailure(failure, Status.Code.INVALID_ARGUMENT, "invalid_request", "not valid UTF-8: send what");
        assertThat(String.valueOf(failure.getStatus().getDescription())).doesNotContain("xyzzy");
        assertThat(raw(valid)).isNotEmpty();
        assertThat(agent.records(2).getFirst().header().id()).isEqualTo(trailer(failure, "x-tiergate-decision-id"));
        assertThat(agent.logged()).isEmpty();
    }

    /** Completes with a message of any bytes. */
    private byte[] raw(byte[] message) {
        MethodDescriptor.Marshaller<byte[]> bytes = new MethodDescriptor.Marshaller<>() {
            @Override
            public InputStream stream(byte[] value) {
                return new ByteArrayInputStream(value);
            }

            @Override
            public byte[] parse(InputStream stream) {
                try {
                    return stream.readAllBytes();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
        return ClientCalls.blockingUnaryCall(
                agent.channel(),
                GatewayGrpc.getCompleteMethod().toBuilder(bytes, bytes).build(),
                CallOptions.DEFAULT.withCallCredentials(GrpcChannels.bearer(LocalAgent.ACME)),
                message);
    }

    private static CompleteRequest.Builder noRole(String secret) {
        return ask("support", secret)
                .addMessages(
                        Message.newBuilder().addContent(ContentPart.newBuilder().setText("x")));
    }

    private static Bad invalid(String what, CompleteRequest.Builder request, String words) {
        return new Bad(what, request, Status.Code.INVALID_ARGUMENT, "invalid_request", words);
    }
}
