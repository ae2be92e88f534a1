package io.tiergate.dataplane.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.tiergate.dataplane.Await;
import io.tiergate.dataplane.analyze.Finding.Known;
import io.tiergate.dataplane.analyze.Finding.Reason;
import io.tiergate.dataplane.analyze.Finding.Unknown;
import io.tiergate.dataplane.model.Analysis;
import io.tiergate.transport.PresentedCredential;
import io.tiergate.transport.SecretReference;
import io.tiergate.transport.TlsSettings;
import io.tiergate.v1.AnalyzeReply;
import io.tiergate.v1.TextAnalysis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Against a node on a real port that is killed, stalls, refuses and lies. */
@Timeout(120)
class ClassifierClientTest {
    private static final long PLENTY = TimeUnit.SECONDS.toNanos(60);
    /** Calls, most of them failed. */
    private static final int BREAKS_AFTER = 5;

    private final FakeNode node = new FakeNode();
    private final List<AutoCloseable> opened = new ArrayList<>(List.of(node));

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened.reversed()) {
            one.close();
        }
    }

    @Test
    void answer_isReadWhole() throws Exception {
        Analysis analysis = known(client().analyze(question("How do I sort a list?")));
        assertThat(analysis.model()).isEqualTo(FakeNode.MODEL);
        assertThat(analysis.embedding()).containsExactly(0.6f, 0.8f, 0f);
        assertThat(analysis.distance()).isEqualTo(-3);
        assertThat(analysis.whole()).isTrue();
        assertThat(analysis.predicted("task", label -> true)).isEqualTo(new Analysis.Prediction("code", 0.75));
        assertThat(analysis.probability("task", "chat")).isEqualTo(0.25);
        assertThat(analysis.probability("task", "poetry")).isNull();
        assertThat(node.asked.getFirst().getTexts(0)).isEqualTo("How do I sort a list?");
        assertThat(node.asked.getFirst().getHeadsList()).containsExactly("task");
    }

    @Test
    void labelThatThePolicyDoesNotKnow_orATextLikeNoneSeen_isNoEvidence() throws Exception {
        ClassifierClient client = client();
        assertThat(known(client.analyze(question("x"))).predicted("task", Set.of("chat")::contains))
                .isNull();
        assertThat(known(client.analyze(question("x"))).predicted("mood", label -> true))
                .isNull();
        node.reply = text(text -> text.setUnseen(true));
        assertThat(known(client.analyze(question("x"))).predicted("task", label -> true))
                .isNull();
    }

    @Test
    void key_isPresented(@TempDir Path directory) throws Exception {
        Path key = Files.writeString(directory.resolve("key"), "secret");
        var _ = known(client(new SecretReference("file:" + key), Duration.ofSeconds(30))
                .analyze(question("x")));
        assertThat(node.presented).containsExactly(new PresentedCredential.BearerKey("secret"));
    }

    static Stream<Arguments> wrongAnswers() {
        return Stream.of(
                wrong("no embedding", text(TextAnalysis.Builder::clearEmbedding)),
                wrong("an embedding of 4 numbers", text(text -> text.addEmbedding(1))),
                wrong("an embedding with what is not a number", text(text -> text.setEmbedding(1, Float.NaN))),
                wrong("a distance that is not a number", text(text -> text.setDistance(Double.NaN))),
                wrong("no answer of the head task", text(TextAnalysis.Builder::clearHeads)),
                wrong("that sum to 1.25", head(List.of("chat", "code"), 0.5f, 0.75f)),
                wrong("a probability of NaN", head(List.of("chat", "code"), Float.NaN, 1)),
                wrong("a probability of -0.5", head(List.of("chat", "code"), -0.5f, 1)),
                wrong("1 labels, all different, and as many probabilities, not 2", head(List.of("chat"), 0.5f, 0.5f)),
                wrong("2 labels, all different", head(List.of("chat", "chat"), 0.5f, 0.5f)),
                wrong(
                        "2 analyses of one text",
                        reply -> reply.toBuilder()
                                .addAnalyses(reply.getAnalyses(0))
                                .build()),
                wrong("0 analyses", reply -> reply.toBuilder().clearAnalyses().build()));
    }

    private static Arguments wrong(String reason, UnaryOperator<AnalyzeReply> reply) {
        return Arguments.of(reason, reply);
    }

    private static UnaryOperator<AnalyzeReply> text(UnaryOperator<TextAnalysis.Builder> change) {
        return reply -> reply.toBuilder()
                .setAnalyses(0, change.apply(reply.getAnalyses(0).toBuilder()))
                .build();
    }

    private static UnaryOperator<AnalyzeReply> head(List<String> labels, float... probabilities) {
        return text(text -> text.putHeads("task", FakeNode.scores(labels, probabilities)));
    }

    @ParameterizedTest
    @MethodSource("wrongAnswers")
    void replyThatIsNoAnswer_isNotBelieved_andCountsAgainstTheNode(String reason, UnaryOperator<AnalyzeReply> reply)
            throws Exception {
        ClassifierClient client = client();
        awaitFacts(client);
        var _ = known(client.analyze(question("x")));
        node.reply = reply;
        for (int call = 1; call < BREAKS_AFTER; call++) {
            assertUnknown(client.analyze(question("x")), Reason.WRONG_ANSWER, reason);
        }
        assertUnknown(client.analyze(question("x")), Reason.BREAKER_OPEN, "left alone");
    }

    @Test
    void answerOfAnotherModelThanThePolicyPins_isNotBelieved() throws Exception {
        node.reply = reply -> reply.toBuilder().setModel("sha256:02").build();
        assertUnknown(
                client().analyze(question("x", FakeNode.MODEL, PLENTY, Long.MAX_VALUE)),
                Reason.WRONG_ANSWER,
                "the model sha256:02 in place of");
    }

    @Test
    void sameQuestionOfAPinnedModel_isAskedOnce_andAnsweredWithoutTheNode() throws Exception {
        ClassifierClient client = client();
        Question pinned = question("x", FakeNode.MODEL, PLENTY, Long.MAX_VALUE);
        Analysis first = known(client.analyze(pinned));
        node.kill();
        assertThat(known(client.analyze(pinned))).isSameAs(first);
        assertThat(client.analyze(question("y", FakeNode.MODEL, PLENTY, Long.MAX_VALUE)))
                .isInstanceOf(Unknown.class);
        assertThat(client.analyze(new Question("x", FakeNode.MODEL, Set.of(), true, PLENTY, Long.MAX_VALUE)))
                .isInstanceOf(Unknown.class);
        // What is asked while the node dies may still reach it.
        assertThat(node.asked)
                .filteredOn(asked -> asked.getTexts(0).equals("x") && asked.getHeadsCount() == 1)
                .hasSize(1);
    }

    @Test
    void failure_isNotKept() throws Exception {
        ClassifierClient client = client();
        Question pinned = question("x", FakeNode.MODEL, PLENTY, Long.MAX_VALUE);
        node.refusal = Status.INTERNAL;
        assertThat(client.analyze(pinned)).isInstanceOf(Unknown.class);
        node.refusal = null;
        assertThat(client.analyze(pinned)).isInstanceOf(Known.class);
    }

    @ParameterizedTest
    @CsvSource({
        "RESOURCE_EXHAUSTED, OVERLOADED",
        "UNAVAILABLE, UNREACHABLE",
        "INTERNAL, FAILED",
        "UNAUTHENTICATED, FAILED",
        "DEADLINE_EXCEEDED, TOO_LATE"
    })
    void failuresOfTheNode_openTheBreaker_andItIsNotAskedAnyMore(Status.Code code, Reason reason) throws Exception {
        ClassifierClient client = client();
        node.refusal = code.toStatus().withDescription("because");
        for (int call = 0; call < BREAKS_AFTER; call++) {
            assertUnknown(client.analyze(question("x")), reason, "because");
        }
        assertThat(client.isOpen()).isTrue();
        assertUnknown(client.analyze(question("x")), Reason.BREAKER_OPEN, "left alone");
        assertThat(node.asked).hasSize(BREAKS_AFTER);
    }

    @ParameterizedTest
    @CsvSource({"NOT_FOUND", "INVALID_ARGUMENT"})
    void whatThePolicyPinsAndTheNodeHasNot_isNoFailureOfTheNode(Status.Code code) throws Exception {
        ClassifierClient client = client();
        node.refusal = code.toStatus().withDescription("no such model");
        for (int call = 0; call < 3 * BREAKS_AFTER; call++) {
            assertUnknown(client.analyze(question("x")), Reason.NOT_THERE, "no such model");
        }
        assertThat(client.isOpen()).isFalse();
    }

    @Test
    void stalledNode_isWaitedForNoLongerThanItsDeadline_thenLeftAlone() throws Exception {
        ClassifierClient client = client(null, Duration.ofSeconds(30));
        var _ = known(client.analyze(question("x")));
        node.stalled = true;
        Question impatient = question("x", "", TimeUnit.MILLISECONDS.toNanos(20), Long.MAX_VALUE);
        for (int call = 1; call < BREAKS_AFTER; call++) {
            assertUnknown(client.analyze(impatient), Reason.TOO_LATE, "");
        }
        assertUnknown(client.analyze(impatient), Reason.BREAKER_OPEN, "left alone");
    }

    @Test
    void budgetThatIsSpent_isNotWaitedFor() throws Exception {
        assertUnknown(client().analyze(question("x", "", 0, Long.MAX_VALUE)), Reason.TOO_LATE, "");
    }

    @Test
    void killedNode_failsNoCaller_andIsAskedAgainWhenItIsBack() throws Exception {
        ClassifierClient client = client(null, Duration.ofMillis(20));
        var _ = known(client.analyze(question("x")));
        String address = node.address();
        node.kill();
        assertThat(IntStream.range(0, 200).parallel().mapToObj(i -> client.analyze(question("x"))))
                .allSatisfy(finding -> assertThat(finding).isInstanceOf(Unknown.class));
        node.restart(address);
        Finding finding = client.analyze(question("x"));
        while (finding instanceof Unknown) { // bounded by the test's timeout
            finding = client.analyze(question("x"));
        }
        assertThat(client.isOpen()).isFalse();
    }

    @Test
    void nodeThatIsNotThereAtTheStart_isFoundLater() throws Exception {
        String address = node.address();
        node.kill();
        ClassifierClient client = client(address, null, Duration.ofMillis(20));
        assertThat(client.analyze(question("x"))).isInstanceOf(Unknown.class);
        node.restart(address);
        Await.until("the node is found", () -> client.analyze(question("x")) instanceof Known);
    }

    @Test
    void textThatCostsMoreThanThePolicyAllows_isNotSent() throws Exception {
        ClassifierClient client = client();
        awaitFacts(client);
        var _ = known(client.analyze(question("x")));
        // 10 us a token, at most the window of 100.
        assertUnknown(
                client.analyze(question("word ".repeat(100), "", PLENTY, 900)),
                Reason.TOO_DEAR,
                "it would cost 1000 us, the policy allows 900");
        assertThat(client.analyze(question("word ".repeat(100), "", PLENTY, 1_000)))
                .isInstanceOf(Known.class);
        assertThat(node.asked).hasSize(2);
        assertThat(client.isOpen()).isFalse();
    }

    @Test
    void textsOfEveryKind_areSent_theLongestCut() throws Exception {
        ClassifierClient client = client();
        for (String text : List.of("", "x", "😀🎉", "\ud800", "\udc00 x")) {
            assertThat(known(client.analyze(question(text))).whole()).isTrue();
        }
        assertThat(known(client.analyze(question("x".repeat(1_000_000)))).whole())
                .isFalse();
        assertThat(node.asked.getLast().getTexts(0)).hasSize(1 << 16);
        String pairs = "x" + "😀".repeat(100_000);
        assertThat(known(client.analyze(question(pairs))).whole()).isFalse();
        assertThat(node.asked.getLast().getTexts(0))
                .hasSize((1 << 16) - 1)
                .startsWith("x😀")
                .endsWith("😀");
        node.reply = text(text -> text.setTokensCut(1));
        assertThat(known(client.analyze(question("x"))).whole()).isFalse();
    }

    private static void awaitFacts(ClassifierClient client) {
        Await.until("it is heard which models there are", () -> client.knows(""));
    }

    private ClassifierClient client() throws IOException {
        return client(null, Duration.ofSeconds(30));
    }

    private ClassifierClient client(@Nullable SecretReference key, Duration openFor) throws IOException {
        return client(node.address(), key, openFor);
    }

    private ClassifierClient client(String address, @Nullable SecretReference key, Duration openFor)
            throws IOException {
        ClassifierClient client = ClassifierClient.open(
                new ClassifierSettings(address, TlsSettings.NONE, key, Duration.ofSeconds(30), openFor));
        opened.add(client);
        return client;
    }

    private static Question question(String text) {
        return question(text, "", PLENTY, Long.MAX_VALUE);
    }

    private static Question question(String text, String model, long withinNanos, long mostMicros) {
        return new Question(text, model, Set.of("task"), true, withinNanos, mostMicros);
    }

    private static Analysis known(Finding finding) {
        assertThat(finding).isInstanceOf(Known.class);
        return ((Known) finding).analysis();
    }

    private static void assertUnknown(Finding finding, Reason reason, String detail) {
        assertThat(finding).isInstanceOfSatisfying(Unknown.class, unknown -> {
            assertThat(unknown.reason()).isEqualTo(reason);
            assertThat(unknown.detail()).contains(detail);
        });
    }
}
