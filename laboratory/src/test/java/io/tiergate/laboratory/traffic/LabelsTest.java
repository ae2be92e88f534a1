package io.tiergate.laboratory.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.policy.compile.CompiledPolicy;
import io.tiergate.policy.plan.Ending;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelsTest {
    private static final CompiledPolicy POLICY = Agent.policy("""
            policy: world
            reference: small
            tiers: [ { name: small, targets: [ { model: lab/cheap } ] } ]
            tasks: { sums: { owner: t, strategy: fixed, tier: small, answer: { kind: number } } }
            default_task: sums
            """);

    @TempDir
    Path folder;

    private final Agent agent = new Agent();

    private String served() {
        return agent.serve(POLICY, "sums", model -> Agent.Says.number("5"));
    }

    private Labels labels(String... sources) throws IOException {
        return Labels.of(agent.log(folder), Set.of(sources));
    }

    @Test
    void sameJudgesLaterWord_counts() throws IOException {
        String id = served();
        agent.feedback(id, 0, "user", "key-1", 20);
        agent.feedback(id, 1, "user", "key-1", 10);
        Labels labels = labels();
        assertThat(labels.of(id)).isZero();
        assertThat(labels.counts().superseded()).isEqualTo(1);
        assertThat(labels.counts().contradicted()).isZero();
    }

    @Test
    void judgesWhoContradictEachOther_areAveraged() throws IOException {
        String id = served();
        agent.feedback(id, 1, "user", "key-1", 1);
        agent.feedback(id, 0, "reviewer", "key-2", 2);
        agent.feedback(id, 1, "reviewer", "key-3", 3);
        Labels labels = labels();
        assertThat(labels.of(id)).isEqualTo(2.0 / 3);
        assertThat(labels.counts().contradicted()).isEqualTo(1);
        assertThat(labels.size()).isEqualTo(1);
    }

    @Test
    void sources_canBeChosen() throws IOException {
        String id = served();
        agent.feedback(id, 1, "user", "key-1", 1);
        agent.feedback(id, 0, "reviewer", "key-2", 2);
        assertThat(labels("reviewer").of(id)).isZero();
        assertThat(labels("reviewer").counts().otherSource()).isEqualTo(1);
        assertThat(labels("test").size()).isZero();
    }

    @Test
    void judgementsByOtherTenants_areLeftOut_andCounted() throws IOException {
        String id = served();
        agent.feedback(id, 1, "user", "key-1", 1);
        agent.feedbackOf("\"author\":\"key-9\",\"tenant\":\"umbrella\"", id, 0);
        agent.feedbackOf("\"author\":\"key-1\",\"tenant\":\"umbrella\"", id, 0);
        agent.feedbackOf("\"author\":\"key-1\"", id, 0);
        Labels labels = labels();
        assertThat(labels.of(id)).isEqualTo(1);
        assertThat(labels.counts().otherTenant()).isEqualTo(3);
        assertThat(labels.counts().superseded()).isZero();
        assertThat(labels.counts().contradicted()).isZero();
    }

    @Test
    void otherTenantsWordOnAHit_saysNothingOfTheAnswerThatItServed() throws IOException {
        String id = served();
        agent.feedbackOf("\"author\":\"key-9\",\"tenant\":\"umbrella\"", agent.hit(POLICY, "sums", id, false), 0);
        Labels labels = labels();
        assertThat(labels.size()).isZero();
        assertThat(labels.counts().otherTenant()).isEqualTo(1);
    }

    @Test
    void thoseWhoRunThePlatform_judgeEveryTenantsAnswers() throws IOException {
        String id = served();
        agent.feedbackOf("\"author\":\"ops\",\"platform\":true", id, 0);
        agent.feedbackOf("\"author\":\"ops-2\",\"tenant\":\"umbrella\",\"platform\":true", id, 1);
        Labels labels = labels();
        assertThat(labels.of(id)).isEqualTo(0.5);
        assertThat(labels.counts().otherTenant()).isZero();
    }

    @Test
    void answerThatWasServedTenTimes_hasOneLabel() throws IOException {
        String id = served();
        for (int i = 0; i < 10; i++) {
            String hit = agent.hit(POLICY, "sums", id, false);
            agent.feedback(hit, i == 0 ? 0 : 1, "user", "key-" + i, i);
        }
        Labels labels = labels();
        assertThat(labels.size()).isEqualTo(1);
        assertThat(labels.of(id)).isEqualTo(0.9);
    }

    @Test
    void feedbackThatIsOfNoAnswer_isCountedByReason() throws IOException {
        agent.feedback("agent-9.unknown", true);
        agent.feedback(agent.serve(POLICY, "sums", model -> Agent.Says.nothing(Ending.MALFORMED)), true);
        agent.feedback(agent.hit(POLICY, "sums", served(), true), true);
        agent.feedback(agent.hit(POLICY, "sums", "agent-1.gone", false), true);
        Labels labels = labels();
        assertThat(labels.size()).isZero();
        assertThat(labels.counts().judgements()).isEqualTo(4);
        assertThat(labels.counts().useless())
                .isEqualTo(Map.of(
                        "the decision is not in the records",
                        1,
                        "nothing was served",
                        1,
                        "a similar question's answer was served: that is about the cache",
                        1,
                        "it came from the cache, and the decision that made it is not in the records",
                        1));
    }
}
