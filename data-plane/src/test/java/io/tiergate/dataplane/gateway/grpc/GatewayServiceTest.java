package io.tiergate.dataplane.gateway.grpc;

import static io.tiergate.dataplane.Upstream.after;
import static io.tiergate.dataplane.Upstream.callsTool;
import static io.tiergate.dataplane.Upstream.says;
import static io.tiergate.dataplane.gateway.grpc.Requests.ask;
import static io.tiergate.dataplane.gateway.grpc.Requests.stub;
import static io.tiergate.dataplane.gateway.grpc.Requests.trailer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Duration;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.tiergate.dataplane.Await;
import io.tiergate.dataplane.Documents;
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
import io.tiergate.v1.Decision;
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
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
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
        StatusRuntimeException failure =
                failure(ask("support", "Hi").setDeclared(Declared.newBuilder().setMinGeneration(2)));

        assertFailure(failure, Status.Code.FAILED_PRECONDITION, "behind", "generation 1, not yet 2");
        assertThat(agent.record().header().id()).isEqualTo(trailer(failure, "x-tiergate-decision-id"));
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
    void decide_saysWhereARequestWouldGo_andDoesNothing() {
        Decision decision = stub(agent)
                .decide(ask("support/label", "Hi")
                        .setDeclared(Declared.newBuilder().setStakes("high"))
                        .build());

        assertThat(decision.getPolicy()).isEqualTo("support");
        assertThat(decision.getTask()).isEqualTo("label");
        assertThat(decision.getStrategy()).isEqualTo("cascade");
        assertThat(decision.getRungsList()).extracting(rung -> rung.getTier()).containsExactly("mid", "frontier");
        assertThat(decision.getRungs(0).getGateList()).containsExactly("labels");
        assertThat(decision.getExcludedList())
                .extracting(excluded -> excluded.getTarget())
                .contains("p/small");
        assertThat(decision.getRulesList())
                .filteredOn(rule -> rule.getName().equals("high stakes"))
                .singleElement()
                .satisfies(rule -> {
                    assertThat(rule.getResult()).isEqualTo("true");
                    assertThat(rule.getEffect()).contains("mid");
                });
        assertThat(decision.getFeaturesMap()).containsEntry("stakes", "high").containsEntry("domain", "unknown");
        assertThat(decision.getCache()).isEqualTo("asked");
        assertThat(decision.getFirstRungCostMicros()).isPositive();
        assertThat(decision.getWorstCaseCostMicros()).isGreaterThan(decision.getFirstRungCostMicros());
        assertThat(agent.upstream().called()).isEmpty();
        agent.records(0);
    }

    @Test
    void decide_ofAHybrid_showsTheWaysThatWereWeighed() {
        agent.publish(2, List.of(Documents.SUPPORT, Documents.HYBRID));

        Decision decision = stub(agent).decide(ask("learned", "2 + 2?").build());

        assertThat(decision.getStrategy()).isEqualTo("hybrid");
        assertThat(decision.getWeighed().getTask()).isEqualTo("sum");
        assertThat(decision.getWeighed().getEstimates()).startsWith("sha256:");
        assertThat(decision.getWeighed().getWorthMicros()).isEqualTo(1_000_000);
        assertThat(decision.getWeighed().getSequencesList()).hasSize(2);
        assertThat(decision.getWeighed().getSequences(0).getAskList()).containsExactly("p/small", "p/small2");
        assertThat(decision.getWeighed().getSequences(0).getRight()).isEqualTo(0.95);
        assertThat(decision.getWeighed().getSequences(0).getCostMicros())
                .isLessThan(decision.getWeighed().getSequences(1).getCostMicros());
        assertThat(decision.getRungs(0).getWeighed()).isTrue();
        assertThat(decision.getRungsList().getLast().getTier()).isEqualTo("frontier");
        assertThat(decision.getRungsList().getLast().getWeighed()).isFalse();
        assertThat(stub(agent).decide(ask("learned/other", "Hi").build()).hasWeighed())
                .isFalse();
    }

    @Test
    void decide_countsAgainstNoLimit() {
        CompleteRequest request = ask("support", "Hi").build();
        agent.upstream().model("small", says("Hello"));
        for (int i = 0; i < 3; i++) {
            assertThat(stub(agent, LocalAgent.LIMITED).decide(request).getPolicy())
                    .isEqualTo("support");
        }

        stub(agent, LocalAgent.LIMITED).complete(request); // its one of this minute
        assertThat(stub(agent, LocalAgent.LIMITED).decide(request).getPolicy()).isEqualTo("support");
        agent.record();
    }

    @Test
    void decide_refusesAsComplete() {
        assertFailure(
                catchThrowableOfType(
                        StatusRuntimeException.class,
                        () -> stub(agent).decide(ask("nope", "Hi").build())),
                Status.Code.NOT_FOUND,
                "unknown_model",
                "no policy or model 'nope'");
        assertFailure(
                catchThrowableOfType(
                        StatusRuntimeException.class,
                        () -> stub(agent)
                                .decide(ask("support", "Hi")
                                        .setDeclared(Declared.newBuilder().setStakes("medium"))
                                        .build())),
                Status.Code.INVALID_ARGUMENT,
                "invalid_request",
                "declared.stakes");
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
        StatusRuntimeException failure = failure(bad.request());

        assertFailure(failure, bad.code(), bad.error(), bad.words());
        assertThat(failure.getStatus().getDescription()).doesNotContain("xyzzy");
        DecisionRecord record = agent.record();
        assertThat(trailer(failure, "x-tiergate-decision-id"))
                .isEqualTo(record.header().id());
        assertThat(LocalAgent.json(record)).doesNotContain("xyzzy").doesNotContain(LocalAgent.ACME);
        assertThat(agent.logged()).doesNotContain("xyzzy");
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
    void callerThatNobodyKnows_isRefused() {
        CompleteRequest request = ask("support", "Hi").build();
        assertFailure(
                catchThrowableOfType(
                        StatusRuntimeException.class,
                        () -> Requests.anonymous(agent).complete(request)),
                Status.Code.UNAUTHENTICATED,
                "unauthenticated",
                "authorization: Bearer KEY");
        assertFailure(
                catchThrowableOfType(
                        StatusRuntimeException.class,
                        () -> stub(agent, "tg_acme_d3Jvbmc").complete(request)),
                Status.Code.UNAUTHENTICATED,
                "unauthenticated",
                "revoked");
        assertFailure(
                catchThrowableOfType(
                        StatusRuntimeException.class,
                        () -> stub(agent, LocalAgent.VIEWER).complete(request)),
                Status.Code.PERMISSION_DENIED,
                "forbidden",
                "lacks role caller");
        assertThat(agent.records(3)).noneMatch(record -> LocalAgent.json(record).contains("d3Jvbmc"));
    }

    @Test
    void tenantOverItsLimit_isToldWhenToTryAgain() {
        agent.upstream().model("small", says("Hello"));
        CompleteRequest request = ask("support", "Hi").build();
        stub(agent, LocalAgent.LIMITED).complete(request);

        StatusRuntimeException failure = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> stub(agent, LocalAgent.LIMITED).complete(request));

        assertFailure(failure, Status.Code.RESOURCE_EXHAUSTED, "rate_limited", "requests a minute");
        assertThat(Integer.parseInt(Objects.requireNonNull(trailer(failure, "retry-after"))))
                .isBetween(1, 60);
        agent.records(2);
    }

    @Test
    void messageOverTheLimit_isResourceExhausted_andTheConnectionGoesOn() {
        agent.upstream().model("small", says("Hello"));

        StatusRuntimeException failure = failure(ask("support", "x".repeat(LocalAgent.MAX_BODY_BYTES)));

        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        stub(agent).complete(ask("support", "Hi").build());
        agent.record();
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

    @Test
    void messagesThatFindNoRoom_areRefused_untilOthersAreOver() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        agent.upstream().model("small", says("Hello")).model("frontier", (request, wire) -> {
            asked.countDown();
            after(gate, says("Long read")).answer(request, wire);
        });
        CompleteRequest large = ask("support", "x".repeat(9 << 20)).build();
        var holding = GatewayGrpc.newFutureStub(agent.channel())
                .withCallCredentials(GrpcChannels.bearer(LocalAgent.ACME))
                .complete(large);
        assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();

        StatusRuntimeException failure = failure(large.toBuilder());
        assertFailure(failure, Status.Code.RESOURCE_EXHAUSTED, "overloaded", "no room for so large a request");
        assertThat(trailer(failure, "retry-after")).isEqualTo("1");
        assertThat(stub(agent).complete(ask("support", "Hi").build()).getModel())
                .isEqualTo("small");

        gate.countDown();
        assertThat(holding.get(60, TimeUnit.SECONDS).getModel()).isEqualTo("frontier");
        Await.until("all room is given back", () -> agent.roomLeft() == LocalAgent.ROOM_BYTES);
        CompleteRequest other = ask("support", "y".repeat(9 << 20)).build();
        assertThat(stub(agent).complete(other).getModel()).isEqualTo("frontier");
        agent.records(4);
    }

    @Test
    void compressedMessage_isNotTaken_andTheConnectionGoesOn() {
        agent.upstream().model("small", says("Hello"));
        CompleteRequest request = ask("support", "Hi").build();

        StatusRuntimeException failure = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> stub(agent).withCompression("gzip").complete(request));

        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
        assertThat(stub(agent).complete(request).getModel()).isEqualTo("small");
        agent.record();
    }

    @Test
    void messageThatIsLost_isNotTakenForUnreadable() {
        Status lost = Status.RESOURCE_EXHAUSTED.withDescription("too large");
        InputStream stream = new InputStream() {
            @Override
            public int read() {
                throw lost.asRuntimeException();
            }

            @Override
            public int read(byte[] into, int from, int length) {
                throw lost.asRuntimeException();
            }
        };
        var method = Entrance.to(
                        new GatewayService(agent.pipeline(), this::judge, java.time.Duration.ofSeconds(60)),
                        agent.pipeline())
                .bindService()
                .getMethod(GatewayGrpc.getCompleteMethod().getFullMethodName());

        assertThatThrownBy(() ->
                        Objects.requireNonNull(method).getMethodDescriptor().parseRequest(stream))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageContaining("too large");
    }

    /** The key is refused, though no message has come. */
    @ParameterizedTest
    @ValueSource(strings = {"Complete", "CompleteStream", "Decide", "Feedback"})
    void stranger_isSentAwayBeforeItsMessageIsRead(String method) throws Exception {
        CompletableFuture<Status> ended = new CompletableFuture<>();
        ClientCall<CompleteRequest, Completion> call = agent.channel()
                .newCall(
                        GatewayGrpc.getCompleteMethod().toBuilder()
                                .setFullMethodName("tiergate.v1.Gateway/" + method)
                                .build(),
                        CallOptions.DEFAULT.withCallCredentials(GrpcChannels.bearer("tg_acme_d3Jvbmc")));
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        ended.complete(status);
                    }
                },
                new Metadata());
        call.request(1);

        assertThat(ended.get(60, TimeUnit.SECONDS).getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
        agent.records(method.startsWith("Complete") ? 1 : 0);
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

    private static CompleteRequest.Builder declaring(Declared.Builder declared) {
        return ask("support", "xyzzy-my-secret-prompt").setDeclared(declared);
    }

    private static Bad invalid(String what, CompleteRequest.Builder request, String words) {
        return new Bad(what, request, Status.Code.INVALID_ARGUMENT, "invalid_request", words);
    }

    private StatusRuntimeException failure(CompleteRequest.Builder request) {
        return catchThrowableOfType(
                StatusRuntimeException.class, () -> stub(agent).complete(request.build()));
    }

    private static void assertFailure(StatusRuntimeException failure, Status.Code code, String error, String words) {
        assertThat(failure.getStatus().getCode()).as(failure.toString()).isEqualTo(code);
        assertThat(failure.getStatus().getDescription()).contains(words);
        assertThat(trailer(failure, "x-tiergate-error")).isEqualTo(error);
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
