package io.tiergate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.cli.stack.LocalAgent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A policy that has answers judged is published, served, explained, billed and replayed, and goes on without its judge. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JudgeIT {
    private final LiveStack stack = LiveStack.start("judge");
    private final SimulatorFaults faults = SimulatorFaults.of(stack);

    @BeforeAll
    void publish() {
        LiveStack.write(stack.directory().resolve("judged.yaml"), Homes.resource("judged.yaml"));
        CommandRun published = stack.tiergate("policy", "publish", "judged.yaml", "--message", "try", "--wait");
        assertThat(published.code()).as(published.said()).isZero();
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
    void judge_decidesWhatIsServed_andIsOnTheBillToTheMicroDollar() throws IOException {
        List<String> tiers = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        for (int i = 1; i <= 8; i++) {
            OpenAiApi.Reply reply = ask(stack.agent(1), "math-00" + i);
            assertThat(reply.status()).as(reply.body()).isEqualTo(200);
            tiers.add(reply.header("x-tiergate-tier"));
            ids.add(reply.decisionId());
        }

        assertThat(tiers).contains("small", "mid").doesNotContain("frontier");
        String small = explained(ids.get(tiers.indexOf("small")));
        assertThat(small).contains("of attempt 1: 100 of 100", "for judging");
        assertThat(explained(ids.get(tiers.indexOf("mid")))).contains("of attempt 1: 0 of 100");
        assertBilled();
        assertReplays();
    }

    @Test
    void judgeThatIsDown_sendsAnswersToTheNextRung() throws IOException {
        faults.set("[{'model': 'sim/frontier-1', 'kind': 'status', 'status': 503}]");

        OpenAiApi.Reply reply = ask(stack.agent(2), "math-001");

        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(reply.header("x-tiergate-tier")).isEqualTo("mid");
        assertThat(explained(reply.decisionId())).contains("no grade, so the next rung is asked");
        assertReplays();
    }

    /** Every billed call is an attempt of a record with the same money, judges' too. */
    private void assertBilled() {
        Map<String, Long> bill = new TreeMap<>();
        stack.simulator().calls().lines().forEach(line -> {
            JsonNode call = JsonMapper.shared().readTree(line);
            if (call.path("billed").asBoolean()) {
                bill.put(call.path("request_id").asString(), call.path("micros").asLong());
            }
        });
        Map<String, Long> ledger = new TreeMap<>();
        long judged = 0;
        for (DecisionRecord record : stack.records()) {
            var lines = record.json().path("ledger").iterator();
            for (JsonNode step : record.json().path("steps")) {
                for (JsonNode attempt : step.path("attempts")) {
                    String id = record.id() + "-" + attempt.path("number").asInt();
                    if (bill.containsKey(id)) {
                        JsonNode line = lines.next();
                        ledger.put(id, line.path("micros").asLong());
                        assertThat(line.path("kind").asString().equals("judge")).isEqualTo(step.has("judges"));
                        judged += step.has("judges") ? 1 : 0;
                    }
                }
            }
        }
        assertThat(ledger).isEqualTo(bill);
        assertThat(judged).isGreaterThanOrEqualTo(8);
    }

    private OpenAiApi.Reply ask(LocalAgent agent, String prompt) throws IOException {
        ObjectNode body = JsonMapper.shared().createObjectNode().put("model", "judged/math");
        body.set("messages", Workload.prompt(prompt).messages());
        return stack.http(agent, "shop").chat(body);
    }

    private String explained(String decision) {
        CommandRun explained = stack.tiergate("explain", decision);
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
