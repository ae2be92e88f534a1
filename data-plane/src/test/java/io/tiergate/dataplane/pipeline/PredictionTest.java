package io.tiergate.dataplane.pipeline;

import static io.tiergate.dataplane.Upstream.says;
import static io.tiergate.dataplane.pipeline.Caller.ask;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.dataplane.Documents;
import io.tiergate.dataplane.LocalAgent;
import io.tiergate.dataplane.analyze.Finding;
import io.tiergate.dataplane.analyze.Question;
import io.tiergate.dataplane.model.Analysis;
import io.tiergate.dataplane.model.Analysis.Scores;
import io.tiergate.policy.predict.Predicted;
import io.tiergate.policy.record.DecisionRecord;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a classifier says of what callers leave open. */
@Timeout(180)
class PredictionTest {
    private static final String PREDICTING = """
            policy: predicting
            pins: { classifier: "sha256:%s" }
            predict:
              task: { head: task, at_least: 0.6 }
              domain: { head: domain, thresholds: { legal: 0.2 } }
            tiers:
              - { name: small,    targets: [ { model: p/small } ] }
              - { name: mid,      targets: [ { model: p/mid } ] }
              - { name: frontier, targets: [ { model: p/frontier } ] }
            tasks:
              chat: { owner: ops, strategy: fixed, tier: small }
              code: { owner: ops, strategy: fixed, tier: mid, output_tokens: 900 }
            default_task: chat
            default_domain: general
            rules:
              - { name: law, when: 'domain == "legal"', then: { tier: frontier, cache: none } }
            cache: { exact: true, ttl: 1h }
            """.formatted("0".repeat(64));

    private final LocalAgent agent = LocalAgent.running(PREDICTING);
    private final List<Question> asked = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() throws IOException {
        agent.close();
    }

    private void classifier(float code, float legal, boolean unseen) {
        agent.asking(question -> {
            asked.add(question);
            return new Finding.Known(new Analysis(
                    question.model(),
                    new float[0],
                    Map.of(
                            "task", new Scores(List.of("chat", "code"), List.of(1 - code, code)),
                            "domain", new Scores(List.of("general", "legal"), List.of(1 - legal, legal))),
                    null,
                    unseen,
                    true));
        });
        agent.upstream().model("small", says("small")).model("mid", says("mid")).model("frontier", says("frontier"));
    }

    private String served(String model) {
        return Caller.send(agent, ask(model, "Sort this list")).answer().text();
    }

    @Test
    void predictedTask_serves_andTheRecordReplays() {
        classifier(0.9f, 0.1f, false);

        assertThat(served("predicting")).isEqualTo("mid");

        DecisionRecord record = agent.record();
        assertThat(Objects.requireNonNull(record.decision()).features().task()).isEqualTo("code");
        assertThat(record.decision().features().size().expectedOutputTokens()).isEqualTo(900);
        assertThat(asked).singleElement().satisfies(question -> {
            assertThat(question.text()).isEqualTo("Sort this list");
            assertThat(question.heads()).containsExactlyInAnyOrder("task", "domain");
        });
    }

    @Test
    void domainAtItsThreshold_raisesTheTier_andForbidsTheCache() {
        classifier(0.9f, 0.25f, false);

        assertThat(served("predicting")).isEqualTo("frontier");
        assertThat(served("predicting")).isEqualTo("frontier");

        assertThat(agent.upstream().called()).containsExactly("frontier", "frontier");
        agent.records(2);
    }

    @Test
    void whatTheCallerNames_isNotAsked() {
        classifier(0.9f, 0.1f, false);

        assertThat(served("predicting/chat")).isEqualTo("small");

        assertThat(asked)
                .singleElement()
                .satisfies(question -> assertThat(question.heads()).containsExactly("domain"));
    }

    @Test
    void unsureOrUnlikeAnythingSeen_isTheDefaultTask() {
        classifier(0.55f, 0.1f, false);
        assertThat(served("predicting")).isEqualTo("small");
        classifier(0.99f, 0.99f, true);
        assertThat(Caller.send(agent, ask("predicting", "Something else"))
                        .answer()
                        .text())
                .isEqualTo("small");
    }

    @Test
    void agentWithoutANode_servesTheDefaultTask_andSaysWhy() {
        agent.upstream().model("small", says("small"));

        assertThat(served("predicting")).isEqualTo("small");

        DecisionRecord record = agent.record();
        Predicted predicted = Objects.requireNonNull(record.decision()).inputs().predicted();
        assertThat(Objects.requireNonNull(predicted).failure()).contains("--classifier");
    }

    @Test
    void labelsOfAnyModel_areRecorded() {
        agent.asking(question -> new Finding.Known(new Analysis(
                question.model(),
                new float[0],
                Map.of("task", new Scores(List.of("code", "a \"plan\" für"), List.of(0.7f, 0.3f))),
                null,
                false,
                true)));
        agent.upstream().model("mid", says("mid"));

        assertThat(served("predicting")).isEqualTo("mid");

        DecisionRecord record = agent.record();
        assertThat(LocalAgent.json(record)).contains("\"a \\\"plan\\\" für\":300000");
    }

    @Test
    void exactHit_asksNobody() {
        classifier(0.9f, 0.1f, false);
        assertThat(served("predicting")).isEqualTo("mid");
        assertThat(served("predicting")).isEqualTo("mid");

        assertThat(asked).hasSize(1);
        assertThat(agent.upstream().called()).containsExactly("mid");
    }

    @Test
    void whatWasServedForWantOfAnAnswer_isNotKept() {
        agent.upstream().model("small", says("small"));
        assertThat(served("predicting")).isEqualTo("small");

        classifier(0.9f, 0.9f, false);

        assertThat(served("predicting")).isEqualTo("frontier");
    }

    @Test
    void answerOfAPredictedTask_isNoHitForCallersThatNameTheDefaultOne() {
        classifier(0.9f, 0.1f, false);
        assertThat(served("predicting")).isEqualTo("mid");

        assertThat(served("predicting/chat")).isEqualTo("small");
    }

    @Test
    void policyWithoutPredict_asksNobody() {
        classifier(0.9f, 0.9f, false);
        Caller.send(agent, ask("support", "Hi"));
        assertThat(asked).isEmpty();
        assertThat(Documents.SUPPORT).doesNotContain("predict");
    }
}
