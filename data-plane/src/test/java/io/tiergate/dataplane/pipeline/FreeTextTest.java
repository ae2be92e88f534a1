package io.tiergate.dataplane.pipeline;

import static io.tiergate.dataplane.Upstream.says;
import static io.tiergate.dataplane.pipeline.Caller.ask;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.dataplane.LocalAgent;
import io.tiergate.dataplane.analyze.Finding;
import io.tiergate.dataplane.analyze.Question;
import io.tiergate.dataplane.model.Analysis;
import io.tiergate.dataplane.model.ErrorKind;
import io.tiergate.policy.plan.AttemptResult;
import io.tiergate.policy.plan.Likeness;
import io.tiergate.policy.record.DecisionRecord;
import io.tiergate.policy.record.DecisionRecord.Attempt;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of free-text answers of a panel. The classifier embeds a text as an angle: its last letter says which. */
@Timeout(180)
class FreeTextTest {
    private static final String MODEL = "sha256:" + "0".repeat(64);
    private static final String POLICY = """
            policy: free
            tiers: [ { name: small, targets: [ { model: p/small } ] }, { name: frontier, targets: [ { model: p/frontier } ] } ]
            tasks:
              advice: { owner: ops, strategy: consensus, rungs: [ { ask: [p/small, p/mid] }, { tier: frontier } ] }
            text_equality:
              max_wrong: 0.05
              verifier: { model: "MODEL", max_wrong: 0.05, threshold: 0.9, weights: { one: -90, cosine: 100 } }
            """.replace("MODEL", MODEL);

    private final LocalAgent agent = LocalAgent.running(POLICY);
    private final List<Question> asked = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() throws IOException {
        agent.close();
    }

    private void classifier(String model, boolean whole) {
        agent.asking(question -> {
            asked.add(question);
            String text = question.text();
            double angle = (text.charAt(text.length() - 1) - 'a') / 50.0 * Math.PI / 2;
            float[] embedding = {(float) Math.cos(angle), (float) Math.sin(angle)};
            return new Finding.Known(new Analysis(model, embedding, Map.of(), null, false, whole));
        });
    }

    /** The second answer of the panel, as it was recorded. */
    private Attempt second(String small, String mid) {
        agent.upstream().model("small", says(small)).model("mid", says(mid)).model("frontier", says("the frontier"));
        Caller caller = Caller.send(agent, ask("free", "Hi"));
        DecisionRecord record = agent.record();
        boolean agreed = record.steps().size() == 1;
        assertThat(caller.answer().text()).isEqualTo(agreed ? small : "the frontier");
        assertThat(agent.upstream().called()).hasSize(agreed ? 2 : 3);
        assertThat(record.ledger()).hasSize(agreed ? 2 : 3);
        assertThat(LocalAgent.json(record)).doesNotContain(small).doesNotContain(mid);
        Attempt second = record.steps().getFirst().attempts().get(1);
        assertThat(isEqual(second.result())).isEqualTo(agreed);
        return second;
    }

    private static boolean isEqual(AttemptResult second) {
        return second.alike().stream().anyMatch(like -> like.ppm() >= 900_000);
    }

    @Test
    void answersThatSayTheSame_areServedWithoutTheThird_eachEmbeddedOnce() {
        classifier(MODEL, true);

        Attempt second = second("it is open on a", "on it is open b");

        assertThat(second.result().alike()).singleElement().satisfies(like -> {
            assertThat(like.attempt()).isEqualTo(1);
            assertThat(like.ppm()).isBetween(999_900, 999_999);
        });
        assertThat(second.detail()).isEmpty();
        assertThat(asked).extracting(Question::text).containsExactly("it is open on a", "on it is open b");
        assertThat(asked).allSatisfy(question -> {
            assertThat(question.model()).isEqualTo(MODEL);
            assertThat(question.embedding()).isTrue();
            assertThat(question.heads()).isEmpty();
        });
    }

    @Test
    void answersThatDoNot_areDecidedByTheNextRung() {
        classifier(MODEL, true);

        assertThat(second("it is open on a", "we do not know z").result().alike())
                .singleElement()
                .extracting(Likeness::attempt)
                .isEqualTo(1);
    }

    /** A veto needs no embedding. */
    @Test
    void otherNumber_isNeverEqual_andTheClassifierIsNotAsked() {
        classifier(MODEL, true);

        assertThat(second("it costs 30 there a", "it costs 40 there a").result().alike())
                .containsExactly(new Likeness(1, 0));
        assertThat(asked).isEmpty();
    }

    @Test
    void sameText_needsNoClassifier() {
        classifier(MODEL, true);
        agent.upstream().model("small", says("it is open")).model("mid", says("it  is open\n"));

        assertThat(Caller.send(agent, ask("free", "Hi")).answer().text()).isEqualTo("it is open");

        assertThat(agent.record().steps()).hasSize(1);
        assertThat(asked).isEmpty();
    }

    @Test
    void classifierThatIsNotThere_isAskedOnce_andFailsNothing() {
        agent.asking(question -> {
            asked.add(question);
            return new Finding.Unknown(Finding.Reason.UNREACHABLE, "no connection");
        });

        Attempt second = second("it is open on a", "on it is open a");

        assertThat(second.result().alike()).isEmpty();
        assertThat(second.detail()).isEqualTo("not compared: no connection");
        assertThat(asked).hasSize(1);
    }

    @Test
    void otherModelThanThePolicys_isNotBelieved() {
        classifier("sha256:" + "1".repeat(64), true);

        assertThat(second("it is open on a", "on it is open a").detail())
                .isEqualTo("not compared: the classifier node embeds with another model");
    }

    @Test
    void answerThatIsReadInPart_isNotCompared() {
        classifier(MODEL, false);

        assertThat(second("it is open on a", "on it is open a").detail())
                .isEqualTo("not compared: an answer is longer than the model reads");
    }

    /** What was paid for is on record, as where a call breaks. */
    @Test
    void comparisonThatBreaks_losesNoMoney() {
        agent.asking(question -> {
            throw new IllegalStateException("broken on purpose");
        });
        agent.upstream().model("small", says("it is open on a")).model("mid", says("on it is open a"));

        assertThat(Caller.send(agent, ask("free", "Hi")).refusal().kind()).isEqualTo(ErrorKind.INTERNAL);

        DecisionRecord record = agent.record();
        assertThat(record.ledger()).hasSize(2);
        assertThat(record.steps())
                .singleElement()
                .satisfies(step -> assertThat(step.attempts())
                        .extracting(Attempt::detail)
                        .containsExactly("", "not compared: the agent broke on it"));
    }

    @Test
    void answersThatNothingGoesByBesideEachOther_areNotCompared() throws IOException {
        try (LocalAgent cascade = LocalAgent.running(
                POLICY.replace("{ name: frontier,", "{ name: mid, targets: [ { model: p/mid } ] }, { name: frontier,")
                        .replaceFirst(
                                "advice: .*",
                                "advice: { owner: ops, strategy: cascade, gate: [refusal], answer: { kind: text } }"))) {
            cascade.asking(question -> {
                throw new AssertionError("nobody compares");
            });
            cascade.upstream().model("small", says("I cannot help with that.")).model("mid", says("it is open on a"));

            assertThat(Caller.send(cascade, ask("free", "Hi")).answer().text()).isEqualTo("it is open on a");
        }
    }
}
