package io.tiergate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.cli.stack.LocalAgent;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An agent is killed. */
@ExtendWith(SharedStack.class)
class AgentLossIT {
    private static final int FLUSHED = 15;

    @AfterEach
    void endFaults(LiveStack stack) throws IOException {
        SimulatorFaults.of(stack).clear();
    }

    @Test
    void killedMidTraffic_losesOnlyItsOwnCallsInFlight_andCallersGetTheirAnswersElsewhere(LiveStack stack)
            throws IOException {
        // So that calls are in flight at any moment.
        SimulatorFaults.of(stack).set("[{'model': '*', 'kind': 'latency', 'latency_ms': 150}]");
        LocalAgent victim = stack.agent(1);
        List<String> flushed;
        try (Traffic traffic = new Traffic(stack, "bank")) {
            traffic.awaitAnswers(FLUSHED);
            flushed = ids(DecisionRecord.of(stack.grpc(victim, "")));
            stack.kill(victim);
            traffic.awaitAnswers(4 * Traffic.callers());
            traffic.end();

            assertThat(traffic.unanswered()).isEmpty();
            assertThat(traffic.broken())
                    .as("calls in flight when the agent died")
                    .hasSizeBetween(1, Traffic.callers())
                    .containsOnly("http://" + victim.http());
            assertThat(ids(DecisionRecord.of(stack.grpc(stack.agent(2), ""))))
                    .as("the survivor recorded all that it answered")
                    .containsAll(answeredBy("a2", traffic));
        }
        assertThat(flushed).hasSizeGreaterThan(1);

        stack.restart(victim);
        assertThat(ids(DecisionRecord.of(stack.grpc(stack.agent(1), ""))))
                .as("what was on its disk is read after the restart")
                .containsAll(flushed);
    }

    @Test
    void restartedWithoutControlPlane_servesFromItsDisk(LiveStack stack) throws IOException {
        stack.controlPlane().service().kill();
        stack.kill(stack.agent(1));

        LocalAgent back = stack.restart(stack.agent(1));

        OpenAiApi.Reply reply = stack.http(back, "shop").ask("desk", "Served from disk?");
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(reply.decisionId()).startsWith("a1.");
        OpenAiApi.Reply health = new OpenAiApi("http://" + back.management(), "").send("GET", "/health", "");
        assertThat(health.status()).isEqualTo(200);
        assertThat(health.body()).contains("away");
    }

    private static List<String> ids(List<DecisionRecord> records) {
        return records.stream().map(DecisionRecord::id).toList();
    }

    private static Set<String> answeredBy(String agent, Traffic traffic) {
        return traffic.answered().stream()
                .map(OpenAiApi.Reply::decisionId)
                .filter(id -> id.startsWith(agent + "."))
                .collect(Collectors.toSet());
    }
}
