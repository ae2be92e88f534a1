package io.tiergate.dataplane.pipeline;

import static io.tiergate.dataplane.Upstream.says;
import static io.tiergate.dataplane.Upstream.status;
import static io.tiergate.dataplane.pipeline.Caller.ask;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.dataplane.Documents;
import io.tiergate.dataplane.LocalAgent;
import io.tiergate.policy.cost.LedgerLine;
import io.tiergate.policy.cost.SpendKind;
import io.tiergate.policy.cost.TokenUsage;
import io.tiergate.policy.gate.Likelihood;
import io.tiergate.policy.gate.Likelihood.Zone;
import io.tiergate.policy.record.DecisionRecord;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A model that gives no log-probabilities is asked how sure it is, from a request to its record. */
@Timeout(180)
class SelfReportTest {
    private final LocalAgent agent = LocalAgent.running(Documents.ASKED);

    @AfterEach
    void close() throws IOException {
        agent.close();
    }

    @Test
    void modelThatIsSure_isServed_cached_andItsReportIsOnTheLedger() {
        agent.upstream().model("small2", says("42"), says("{\"grade\": 95}"));

        Caller caller = Caller.send(agent, ask("asked", "6 * 7?"));

        assertThat(caller.answer().text()).isEqualTo("42");
        assertThat(caller.routing().escalations()).isZero();
        DecisionRecord record = agent.record();
        assertThat(StrategyTest.attempts(record)
                        .get(1)
                        .result()
                        .soft()
                        .getFirst()
                        .likelihood())
                .isEqualTo(new Likelihood(950_000, Zone.TRUSTED));
        assertThat(record.ledger())
                .containsExactly(
                        new LedgerLine(SpendKind.SERVED, "p/small2", TokenUsage.of(10, 5), 20),
                        new LedgerLine(SpendKind.JUDGE, "p/small2", TokenUsage.of(10, 5), 20));
        JsonNode body = JsonMapper.shared().readTree(agent.upstream().bodies().get(1));
        JsonNode form =
                JsonMapper.shared().readTree(body.at("/messages/1/content").asString());
        assertThat(form.path("answer").asString()).isEqualTo("42");
        assertThat(Caller.send(agent, ask("asked", "6 * 7?")).answer().text()).isEqualTo("42");
        assertThat(agent.upstream().called()).containsExactly("small2", "small2");
    }

    @Test
    void modelThatIsUnsure_isDiscarded_once() {
        agent.upstream().model("small2", says("41"), says("30")).model("mid", says("42"));

        Caller caller = Caller.send(agent, ask("asked", "6 * 7?"));

        assertThat(caller.answer().text()).isEqualTo("42");
        assertThat(caller.events.stream().filter(event -> event.startsWith("discarded")))
                .containsExactly("discarded p/small2: confidence: right 30.0 %, below 70.0 %");
        assertThat(agent.upstream().called()).containsExactly("small2", "small2", "mid");
        agent.record();
    }

    @Test
    void modelThatTalks_orFails_isServedUnweighed() {
        agent.upstream().model("small2", says("42"), says("I am rather sure."), says("43"), status(503));

        assertThat(Caller.send(agent, ask("asked", "6 * 7?")).answer().text()).isEqualTo("42");
        assertThat(StrategyTest.attempts(agent.record()).get(1).detail()).isEqualTo("no grade can be read");
        assertThat(Caller.send(agent, ask("asked", "6 * 7 + 1?")).answer().text())
                .isEqualTo("43");
        agent.record();
    }
}
