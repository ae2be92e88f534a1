package io.tiergate.dataplane.gateway.grpc;

import static io.tiergate.dataplane.Upstream.callsTool;
import static io.tiergate.dataplane.Upstream.says;
import static io.tiergate.dataplane.gateway.grpc.Requests.ask;
import static io.tiergate.dataplane.gateway.grpc.Requests.assertFailure;
import static io.tiergate.dataplane.gateway.grpc.Requests.declaring;
import static io.tiergate.dataplane.gateway.grpc.Requests.failure;
import static io.tiergate.dataplane.gateway.grpc.Requests.stub;
import static io.tiergate.dataplane.gateway.grpc.Requests.trailer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Duration;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.tiergate.dataplane.LocalAgent;
import io.tiergate.dataplane.gateway.FeedbackDesk;
import io.tiergate.dataplane.model.ErrorKind;
import io.tiergate.dataplane.model.Refusal;
import io.tiergate.policy.record.DecisionRecord;
import io.tiergate.policy.record.DecisionRecord.End;
import io.tiergate.transport.GrpcChannels;
import io.tiergate.transport.PresentedCredential;
import io.tiergate.v1.CacheState;
import io.tiergate.v1.CompleteRequest;
import io.tiergate.v1.Completion;
import io.tiergate.v1.ContentPart;
import io.tiergate.v1.Declared;
import io.tiergate.v1.FeedbackRequest;
import io.tiergate.v1.GatewayGrpc;
import io.tiergate.v1.JsonSchema;
import io.tiergate.v1.Message;
import io.tiergate.v1.ResponseFormat;
import io.tiergate.v1.Role;
import io.tiergate.v1.Sampling;
import io.tiergate.v1.Tool;
import io.tiergate.v1.ToolCall;
import io.tiergate.v1.ToolChoice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The gRPC API's plain calls, as a client sees them. */
@Timeout(180)
class GatewayServiceTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final List<FeedbackDesk.Judgement> judgements = new ArrayList<>();
    private final LocalAgent agent = LocalAgent.running(this::judge);

    @AfterEach
    void close() throws IOException {
        agent.close();
    }

    @Test
    void complete_givesTheAnswer_withWhatWasDone() {
        agent.upstream().model("small", says("Hello there"));

        Completion completion = stub(agent).complete(ask("support", "Hi").build());

        assertThat(completion.getModel()).isEqualTo("small");
        assertThat(completion.getId()).isEqualTo("up-1");
        assertThat(completion.getChoicesCount()).isEqualTo(1);
        assertThat(completion.getChoices(0).getFinishReason()).isEqualTo("stop");
        assertThat(completion.getChoices(0).getMessage().getContent(0).getText())
                .isEqualTo("Hello there");
        assertThat(completion.getUsage().getInput()).isEqualTo(10);
        assertThat(completion.getUsage().getOutput()).isEqualTo(5);
        assertThat(completion.getRawJson()).isEmpty();
        var routing = completion.getRouting();
        assertThat(routing.getPolicy()).isEqualTo("support");
        assertThat(routing.getPolicyRevision()).isEqualTo(7);
        assertThat(routing.getPolicyDigest()).startsWith("sha256:");
        assertThat(routing.getGeneration()).isEqualTo(1);
        assertThat(routing.getArm()).isEqualTo("baseline");
        assertThat(routing.getTask()).isEqualTo("chat");
        assertThat(routing.getTier()).isEqualTo("small");
        assertThat(routing.getTarget()).isEqualTo("p/small");
        assertThat(routing.getCache()).isEqualTo(CacheState.CACHE_STATE_MISS);
        assertThat(routing.getCostMicros()).isEqualTo(20);
        DecisionRecord record = agent.record();
        assertThat(record.header().api()).isEqualTo("grpc");
        assertThat(routing.getDecisionId()).isEqualTo(record.header().id());
    }

    @Test
    void sameRequestAgain_isAHit() {
        agent.upstream().model("small", says("Shared"));
        stub(agent).complete(ask("support", "Hi").build());

        Completion again = stub(agent).complete(ask("support", "Hi").build());

        assertThat(again.getRouting().getCache()).isEqualTo(CacheState.CACHE_STATE_EXACT);
        assertThat(again.getRouting().getCostMicros()).isZero();
        assertThat(agent.records(2).getLast().end()).isInstanceOf(End.Hit.class);
    }

    @Test
    void emptyModel_isTheTenantsDefault() {
        agent.upstream().model("small", says("Hello"));

        assertThat(stub(agent).complete(ask("", "Hi").build()).getRouting().getPolicy())
                .isEqualTo("support");
        assertThat(agent.record().header().asked()).isEqualTo("auto");
    }

    @Test
    void everyTypedField_reachesTheProvider() {
        agent.upstream().model("frontier", callsTool());
        CompleteRequest request = CompleteRequest.newBuilder()
                .setModel("p/frontier")
                .addMessages(Message.newBuilder()
                        .setRole(Role.ROLE_DEVELOPER)
                        .addContent(ContentPart.newBuilder().setText("Be \"brief\"\n\u0001é😀")))
                .addMessages(Message.newBuilder()
                        .setRole(Role.ROLE_ASSISTANT)
                        .addToolCalls(
                                ToolCall.newBuilder().setId("c1").setName("add").setArgumentsJson("{not json")))
                .addMessages(Message.newBuilder()
                        .setRole(Role.ROLE_TOOL)
                        .setToolCallId("c1")
                        .addContent(ContentPart.newBuilder().setText("3")))
                .addMessages(Message.newBuilder()
                        .setRole(Role.ROLE_USER)
                        .setName("Ann")
                        .addContent(ContentPart.newBuilder().setText("Look"))
                        .addContent(ContentPart.newBuilder().setImageUrl("data:image/png;base64,AAAA"))
                        .addContent(ContentPart.newBuilder().setOtherJson("{\"type\":\"input_audio\",\"x\":1.10}")))
                .setSampling(Sampling.newBuilder()
                        .setTemperature(0.25)
                        .setTopP(0.5)
                        .setMaxOutputTokens(99)
                        .addStop("a")
                        .addStop("b")
                        .setSeed(Long.MAX_VALUE)
                        .setFrequencyPenalty(-1)
                        .setPresencePenalty(1))
                .addTools(Tool.newBuilder()
                        .setName("add")
                        .setDescription("adds")
                        .setParametersJson("{\"type\":\"object\"}"))
                .setToolChoice(ToolChoice.newBuilder().setFunction("add"))
                .setResponseFormat(ResponseFormat.newBuilder()
                        .setJsonSchema(JsonSchema.newBuilder()
                                .setName("n")
                                .setSchemaJson("{\"type\":\"object\"}")
                                .setStrict(true)))
                .setExtraJson("{\"logit_bias\":{\"5\":1},\"future\":[1e400,1.10,-0.0,\"\\u00e9\"]}")
                .build();

        Completion completion = stub(agent).complete(request);

        assertThat(completion.getChoices(0).getMessage().getToolCalls(0).getArgumentsJson())
                .isEqualTo("{\"a\":1}");
        assertThat(completion.getChoices(0).getFinishReason()).isEqualTo("tool_calls");
        assertThat(completion.getRawJson()).contains("\"tool_calls\"");
        String sent = agent.upstream().bodies().getFirst();
        assertThat(sent).contains("[1e400,1.10,-0.0,\"\\u00e9\"]").contains("{\"type\":\"input_audio\",\"x\":1.10}");
        JsonNode body = MAPPER.readTree(sent);
        assertThat(body.at("/messages/0/role").asString("")).isEqualTo("developer");
        assertThat(body.at("/messages/0/content").asString("")).isEqualTo("Be \"brief\"\n\u0001é😀");
        assertThat(body.at("/messages/1/tool_calls/0/function/arguments").asString(""))
                .isEqualTo("{not json");
        assertThat(body.at("/messages/2/tool_call_id").asString("")).isEqualTo("c1");
        assertThat(body.at("/messages/3/name").asString("")).isEqualTo("Ann");
        assertThat(body.at("/messages/3/content/1/image_url/url").asString("")).startsWith("data:image/png");
        assertThat(body.path("temperature").asDouble(0)).isEqualTo(0.25);
        assertThat(body.path("seed").asLong(0)).isEqualTo(Long.MAX_VALUE);
        assertThat(body.path("stop")).hasSize(2);
        assertThat(body.at("/tools/0/function/parameters/type").asString("")).isEqualTo("object");
        assertThat(body.at("/tool_choice/function/name").asString("")).isEqualTo("add");
        assertThat(body.at("/response_format/json_schema/strict").asBoolean(false))
                .isTrue();
        agent.record();
    }

    @Test
    void whatCallersDeclare_isTyped() {
        agent.upstream().model("mid", says("bug"));

        Completion completion = stub(agent)
                .complete(ask("support", "Hi")
                        .setDeclared(Declared.newBuilder()
                                .setTask("label")
                                .setDomain("legal")
                                .setStakes("high")
                                .setSession("s-1")
                                .setUser("u-1")
                                .putTags("team", "blue")
                                .setAtLeast("mid")
                                .setNoCache(true)
                                .setDeadline(Duration.newBuilder().setSeconds(20))
                                .setMinGeneration(1))
                        .build());

        assertThat(completion.getRouting().getTask()).isEqualTo("label");
        assertThat(completion.getRouting().getTier()).isEqualTo("mid");
        assertThat(completion.getRouting().getCache()).isEqualTo(CacheState.CACHE_STATE_BYPASS);
        var decision = Objects.requireNonNull(agent.record().decision());
        assertThat(decision.inputs().features().domain()).isEqualTo("legal");
        assertThat(decision.inputs().features().tags()).containsEntry("team", "blue");
        assertThat(decision.budget().deadlineMillis()).isEqualTo(20_000);
    }

    @Test
    void agentBehindTheDemandedGeneration_isAFailedPrecondition() {
        StatusRuntimeException failure = failure(
                agent, ask("support", "Hi").setDeclared(Declared.newBuilder().setMinGeneration(2)));

        assertFailure(failure, Status.Code.FAILED_PRECONDITION, "behind", "generation 1, not yet 2");
        assertThat(agent.record().header().id()).isEqualTo(trailer(failure, "x-tiergate-decision-id"));
    }

    @Test
    void deadlineOfCenturies_isNoDeadline() {
        agent.upstream().model("small", says("Hello"));

        stub(agent)
                .complete(declaring(Declared.newBuilder()
                                .setDeadline(Duration.newBuilder().setSeconds(315_576_000_000L)))
                        .build());

        agent.record();
    }

    @Test
    void callsDeadline_boundsTheRequest_andCancelsTheCall() throws InterruptedException {
        CountDownLatch hungUp = new CountDownLatch(1);
        agent.upstream().model("small", (request, wire) -> wire.awaitClosed(hungUp));

        StatusRuntimeException failure = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> stub(agent)
                        .withDeadlineAfter(700, TimeUnit.MILLISECONDS)
                        .complete(ask("support", "Hi").build()));

        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        assertThat(hungUp.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(LocalAgent.json(agent.record())).containsAnyOf("\"why\":\"cancelled\"", "\"why\":\"deadline\"");
    }

    @Test
    void callThatIsCancelled_cancelsTheCallOfTheProvider() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch hungUp = new CountDownLatch(1);
        agent.upstream().model("small", (request, wire) -> {
            asked.countDown();
            wire.awaitClosed(hungUp);
        });
        var call = GatewayGrpc.newFutureStub(agent.channel())
                .withCallCredentials(GrpcChannels.bearer(LocalAgent.ACME))
                .complete(ask("support", "Hi").build());
        assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();

        call.cancel(true);

        assertThat(hungUp.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(LocalAgent.json(agent.record())).contains("\"why\":\"cancelled\"");
    }

    @Test
    void feedback_goesToTheDesk() {
        stub(agent)
                .feedback(FeedbackRequest.newBuilder()
                        .setDecisionId("agent-1.x")
                        .setScore(0.5)
                        .setSource("user")
                        .setComment("so so")
                        .build());

        assertThat(judgements).containsExactly(new FeedbackDesk.Judgement("agent-1.x", 0.5, "user", "so so"));

        assertFailure(
                catchThrowableOfType(
                        StatusRuntimeException.class,
                        () -> stub(agent).feedback(FeedbackRequest.newBuilder().build())),
                Status.Code.INVALID_ARGUMENT,
                "invalid_request",
                "which decision?");
    }

    private @Nullable Refusal judge(PresentedCredential credential, FeedbackDesk.Judgement judgement) {
        assertThat(credential).isEqualTo(new PresentedCredential.BearerKey(LocalAgent.ACME));
        if (judgement.decisionId().isEmpty()) {
            return Refusal.of(ErrorKind.INVALID_REQUEST, "which decision?");
        }
        judgements.add(judgement);
        return null;
    }
}
