package io.tiergate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.cli.stack.LocalAgent;
import io.tiergate.transport.GrpcChannels;
import io.tiergate.v1.Decision;
import io.tiergate.v1.GatewayGrpc;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A policy that goes by estimates is published, served, explained and replayed, and goes on when the strong model is down. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HybridIT {
    /** Small and mid agree on the first; on the second they do not, and mid and frontier are right. */
    private static final String AGREED = "math-001";

    private static final String DISPUTED = "math-002";

    private final LiveStack stack = LiveStack.start("hybrid");
    private final SimulatorFaults faults = SimulatorFaults.of(stack);

    @BeforeAll
    void publish() {
        LiveStack.write(stack.directory().resolve("estimates.yaml"), Homes.resource("estimates.yaml"));
        CommandRun stored = stack.tiergate("policy", "publish", "estimates.yaml", "--message", "trained");
        assertThat(stored.code()).as(stored.said()).isZero();
        String pin = stored.out()
                .lines()
                .filter(line -> line.startsWith("pins: "))
                .map(line -> line.substring(0, line.indexOf('#')))
                .findFirst()
                .orElseThrow();
        LiveStack.write(stack.directory().resolve("learned.yaml"), pin + "\n" + Homes.resource("learned.yaml"));
        CommandRun published = stack.tiergate(
                "policy", "publish", "learned.yaml", "--estimates", "estimates.yaml", "--message", "try", "--wait");
        assertThat(published.code()).as(published.said()).isZero();
        assertThat(published.out()).contains("was published before", "generation");
    }

    @AfterEach
    void noFaults() throws IOException {
        faults.clear();
    }

    @AfterAll
    void stop() {
        stack.close();
    }

    @Test
    void cheapAnswersThatAgree_areServed_alsoByAnAgentThatRestartsFromItsDisk() throws IOException {
        OpenAiApi.Reply reply = ask(stack.agent(1), AGREED);

        assertThat(reply.text()).isEqualTo(Workload.prompt(AGREED).answer("sim/small-1"));
        assertThat(explained(reply))
                .contains("sim/small-1 + sim/mid-1 first: right", "sim/frontier-1 would be", "not worth it");
        assertReplays();
        stack.kill(stack.agent(1));
        stack.controlPlane().service().kill();
        assertThat(ask(stack.restart(stack.agent(1)), AGREED).text()).isEqualTo(reply.text());
        stack.restore();
    }

    @Test
    void cheapAnswersThatDiffer_askTheStrongModel_andExplainSaysWhy() throws IOException {
        OpenAiApi.Reply reply = ask(stack.agent(2), DISPUTED);

        assertThat(reply.text()).isEqualTo(Workload.prompt(DISPUTED).answer("sim/frontier-1"));
        assertThat(reply.header("x-tiergate-tier")).isEqualTo("frontier");
        assertThat(explained(reply)).contains("why", "sim/frontier-1 would be 95.3%", ": asked");
        assertReplays();
    }

    @Test
    void strongModelThatIsDown_leavesTheLikeliestAnswer() throws IOException {
        faults.set("[{'model': 'sim/frontier-1', 'kind': 'status', 'status': 503}]");

        OpenAiApi.Reply reply = ask(stack.agent(1), DISPUTED);

        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(reply.text()).isEqualTo(Workload.prompt(DISPUTED).answer("sim/mid-1"));
        assertThat(explained(reply)).contains("server_error", "no other model is left");
        assertReplays();
    }

    @Test
    void whereNothingWasLearned_theSafeDefaultServes() throws IOException {
        OpenAiApi.Reply reply = stack.http(stack.agent(1), "shop").ask("learned/chat", "Hello");

        assertThat(reply.header("x-tiergate-tier")).isEqualTo("mid");
        assertReplays();
    }

    @Test
    void decideAndListsShowWhatWasLearned() {
        Decision decision = GatewayGrpc.newBlockingStub(
                        stack.channel(stack.agent(1).grpc()))
                .withCallCredentials(GrpcChannels.bearer(stack.key("shop")))
                .decide(Question.of("learned", "2 + 2?", "s"));
        assertThat(decision.getWeighed().getSequencesList()).hasSize(3);
        CommandRun list = stack.tiergate("policy", "list", "--kind", "estimates");
        assertThat(list.out()).contains("by-hand", "pinned");
        assertThat(stack.tiergate("policy", "show", "by-hand", "--kind", "estimates")
                        .out())
                .startsWith("# What might have been learned");
    }

    private OpenAiApi.Reply ask(LocalAgent agent, String prompt) throws IOException {
        ObjectNode body = JsonMapper.shared().createObjectNode().put("model", "learned/math");
        body.set("messages", Workload.prompt(prompt).messages());
        return stack.http(agent, "shop").chat(body);
    }

    private String explained(OpenAiApi.Reply reply) {
        CommandRun explained = stack.tiergate("explain", reply.decisionId());
        assertThat(explained.code()).as(explained.said()).isZero();
        return explained.out();
    }

    private void assertReplays() {
        CommandRun replay = stack.tiergate("replay", "--last", "1000", "--output", "json");
        assertThat(replay.code()).as(replay.said()).isZero();
        JsonNode tally = JsonMapper.shared().readTree(replay.out());
        assertThat(tally.path("replayed").asInt()).isPositive();
        assertThat(tally.path("same").asInt()).isEqualTo(tally.path("replayed").asInt());
    }
}
