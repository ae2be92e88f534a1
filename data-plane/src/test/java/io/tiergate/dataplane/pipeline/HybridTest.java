package io.tiergate.dataplane.pipeline;

import static io.tiergate.dataplane.Upstream.says;
import static io.tiergate.dataplane.Upstream.status;
import static io.tiergate.dataplane.pipeline.Caller.ask;
import static io.tiergate.dataplane.pipeline.Caller.stream;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.dataplane.Documents;
import io.tiergate.dataplane.LocalAgent;
import io.tiergate.policy.answer.AnswerTraits;
import io.tiergate.policy.record.DecisionRecord;
import io.tiergate.policy.record.DecisionRecord.Attempt;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Strategy {@code hybrid}, from a request to its answer and its record. */
@Timeout(180)
class HybridTest {
    private final LocalAgent agent = LocalAgent.running(Documents.HYBRID);

    @AfterEach
    void close() throws IOException {
        agent.close();
    }

    @Test
    void cheapAnswersThatAgree_areServed_andTheRecordReplays() {
        agent.upstream().model("small", says("It is 42.")).model("small2", says("42"));

        Caller caller = Caller.send(agent, ask("learned", "Add"));

        assertThat(caller.answer().text()).isEqualTo("It is 42.");
        assertThat(agent.upstream().called()).containsExactlyInAnyOrder("small", "small2");
        DecisionRecord record = agent.record();
        List<Attempt> attempts = StrategyTest.attempts(record);
        assertThat(attempts.getFirst().result().canonical())
                .isNotNull()
                .isEqualTo(attempts.getLast().result().canonical());
        assertThat(attempts.getFirst().result().traits())
                .isEqualTo(new AnswerTraits(9, new AnswerTraits.Form(2, 2, false, false, false)));
    }

    @Test
    void cheapAnswersThatDiffer_askTheStrongModel_andSayWhy() {
        agent.upstream().model("small", says("41")).model("small2", says("42")).model("frontier", says("42"));

        Caller caller = Caller.send(agent, ask("learned", "Add"));

        assertThat(caller.answer().model()).isEqualTo("frontier");
        assertThat(caller.routing().escalations()).isEqualTo(2);
        assertThat(caller.events).containsExactly("escalated small -> frontier: another answer is worth its price");
        DecisionRecord record = agent.record();
        assertThat(Objects.requireNonNull(record.steps().getLast().ask().why())
                        .next()
                        .model())
                .isEqualTo("p/frontier");
    }

    @Test
    void strongModelThatIsDown_isFollowedByTheNext() {
        agent.upstream()
                .model("small", says("41"))
                .model("small2", says(" "))
                .model("frontier", status(500))
                .model("mid", says("40"));

        Caller caller = Caller.send(agent, ask("learned", "Add"));

        assertThat(caller.answer().text()).isEqualTo("40");
        assertThat(agent.upstream().called()).endsWith("frontier", "frontier", "mid");
        DecisionRecord record = agent.record();
        assertThat(StrategyTest.attempts(record).get(1).result().canonical()).isNull();
        assertThat(StrategyTest.attempts(record).get(1).result().traits())
                .isEqualTo(new AnswerTraits(1, AnswerTraits.Form.NONE));
    }

    @Test
    void withoutEvidence_theSafeDefaultServes() {
        agent.upstream().model("mid", says("Hello"));

        assertThat(Caller.send(agent, ask("learned/other", "Hi")).answer().text())
                .isEqualTo("Hello");

        DecisionRecord record = agent.record();
        assertThat(StrategyTest.attempts(record).getFirst().result().traits()).isNull();
    }

    @Test
    void streamedRequest_getsTheServedAnswer_only() {
        agent.upstream().model("small", says("41")).model("small2", says("42")).model("frontier", says("43"));

        Caller caller = Caller.send(agent, stream("learned", "Add"));

        assertThat(caller.answer().text()).isEqualTo("43");
        agent.record();
    }
}
