package io.tiergate.dataplane.pipeline;

import static io.tiergate.dataplane.Upstream.callsTool;
import static io.tiergate.dataplane.Upstream.says;
import static io.tiergate.dataplane.Upstream.status;
import static io.tiergate.dataplane.pipeline.Caller.ask;
import static io.tiergate.dataplane.pipeline.Caller.stream;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.dataplane.Documents;
import io.tiergate.dataplane.LocalAgent;
import io.tiergate.policy.gate.CheckResult;
import io.tiergate.policy.gate.Likelihood.Zone;
import io.tiergate.policy.record.DecisionRecord;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Answers that are weighed, from a request to its record. */
@Timeout(180)
class SoftGateTest {
    private final LocalAgent agent = LocalAgent.running(Documents.WEIGHED);

    @AfterEach
    void close() throws IOException {
        agent.close();
    }

    private static List<Zone> zones(DecisionRecord record) {
        return StrategyTest.attempts(record).stream()
                .flatMap(attempt -> attempt.result().soft().stream())
                .map(CheckResult::likelihood)
                .filter(Objects::nonNull)
                .map(likelihood -> likelihood.zone())
                .toList();
    }

    @Test
    void likelyAnswer_isServed_andCached() {
        agent.upstream().model("small", says("The sum is 42, surely."));

        assertThat(Caller.send(agent, ask("weighed", "Add")).answer().model()).isEqualTo("small");
        assertThat(zones(agent.record())).containsExactly(Zone.TRUSTED);
        assertThat(Caller.send(agent, ask("weighed", "Add")).answer().model()).isEqualTo("small");
        assertThat(agent.upstream().called()).containsExactly("small");
    }

    @Test
    void unlikelyAnswer_isDiscarded_andTheNextRungsIsAccepted() {
        agent.upstream().model("small", says("42")).model("mid", says("43"));

        Caller caller = Caller.send(agent, ask("weighed", "Add"));

        assertThat(caller.answer().text()).isEqualTo("43");
        assertThat(caller.routing().escalations()).isEqualTo(1);
        assertThat(caller.events)
                .hasSize(2)
                .first()
                .asString()
                .startsWith("discarded p/small: learned: right 15.")
                .endsWith("below 70.0 %");
        assertThat(zones(agent.record())).containsExactly(Zone.BELOW, Zone.BETWEEN);
    }

    @Test
    void streamedAnswer_isHeldUntilItIsWeighed() {
        agent.upstream().model("small", says("42")).model("mid", says("forty three is 43"));

        assertThat(Caller.send(agent, stream("weighed", "Add")).answer().text()).isEqualTo("forty three is 43");
        agent.record();
    }

    @Test
    void expressionThatDoesNotHold_isAHardCheck() {
        agent.upstream().model("small", says("42, but TODO: check it again")).model("mid", says("43"));

        assertThat(Caller.send(agent, ask("weighed", "Add")).answer().text()).isEqualTo("43");
        assertThat(StrategyTest.attempts(agent.record()).getFirst().result().rejection())
                .isEqualTo("expression: !answer.contains(\"TODO\") does not hold");
    }

    @Test
    void whereNothingBetterIsLeft_theUnlikelyAnswerIsServed_belowTheBar_andNotCached() {
        agent.upstream().model("small", says("42")).model("mid", status(400)).model("frontier", status(400));

        Caller caller = Caller.send(agent, ask("weighed", "Add"));

        assertThat(caller.answer().text()).isEqualTo("42");
        assertThat(caller.routing().served().belowBar()).isTrue();
        agent.record();
        int called = agent.upstream().called().size();
        assertThat(Caller.send(agent, ask("weighed", "Add")).answer().text()).isEqualTo("42");
        assertThat(agent.upstream().called()).hasSizeGreaterThan(called);
    }

    @Test
    void callOfTools_isNotWeighed() {
        agent.upstream().model("small", callsTool());

        assertThat(Caller.send(agent, ask("weighed", "Add")).answer().toolCalls())
                .isTrue();
        assertThat(StrategyTest.attempts(agent.record()).getFirst().result().traits())
                .isNull();
    }
}
