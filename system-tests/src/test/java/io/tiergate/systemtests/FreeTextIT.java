package io.tiergate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Two models whose free-text answers say the same, or do not, over two agents and a classifier node with the bundled model. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init")
class FreeTextIT {
    private static final String RETURN = "How long may a jacket be returned?";
    private static final String LAPTOP = "How many laptops may a guest bring?";

    private static final String TASK = """
              advice:
                owner: service-desk
                strategy: consensus
                gate: [finish]
                rungs: [ { ask: [sim/small-1, sim/mid-1] }, { tier: frontier } ]
            default_task: chat
            """;

    /** Goes by the cosine and by numbers: even odds at 0.75. */
    private static final String EQUALITY = """
            text_equality:
              max_wrong: 0.1
              verifier: { model: "BUNDLED_MODEL", max_wrong: 0.1, threshold: 0.6, weights: { one: -30, cosine: 40, figures: -40 } }
            """;

    /** The same task, beside one that is learned for. */
    private static final String LABORATORY = """
            policy: advice
            reference: frontier
            tiers:
              - { name: small, targets: [ { model: sim/small-1 } ] }
              - { name: mid, targets: [ { model: sim/mid-1 } ] }
              - { name: frontier, targets: [ { model: sim/frontier-1 } ] }
            tasks:
              chat: { owner: service-desk, strategy: hybrid }
            """ + TASK + EQUALITY;

    private static LiveStack stack;

    @BeforeAll
    static void start() {
        stack = LiveStack.startClassified("free-text", FreeTextIT::edited);
    }

    @AfterAll
    static void close() {
        stack.close();
    }

    private static String edited(String text) {
        if (text.contains("policy: desk\n")) {
            return text.replace("default_task: chat\n", TASK) + "\n" + EQUALITY;
        }
        return text.startsWith("{\"id\"") ? text.strip() + "\n" + advice(1) : text;
    }

    /** Prompts with their answers, that many times two. */
    private static String advice(int times) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < times; i++) {
            lines.append(prompt(
                    "return-" + i,
                    RETURN,
                    "You can return it within 30 days of delivery, as long as the tags are still on.",
                    "You may return it within thirty days of delivery, provided that the tags are still on."));
            lines.append(prompt(
                    "laptop-" + i,
                    LAPTOP,
                    "A guest may bring 2 laptops along and leave them at the desk.",
                    "Guests may bring 3 laptops with them and leave them at the front desk."));
        }
        return lines.toString();
    }

    private static String prompt(String id, String question, String small, String mid) {
        var line = JsonMapper.shared().createObjectNode().put("id", id).put("task", "advice");
        line.putArray("messages").addObject().put("role", "user").put("content", question);
        var answers = line.putObject("answers");
        answers.putObject("sim/small-1").put("text", small).put("score", question.equals(RETURN) ? 1.0 : 0.0);
        answers.putObject("sim/mid-1").put("text", mid).put("score", 1.0);
        answers.putObject("sim/frontier-1").put("text", "Ask the front desk.").put("score", 1.0);
        return line + "\n";
    }

    private static JsonNode asked(int agent, String question) throws IOException {
        OpenAiApi.Reply reply =
                stack.http(stack.agent(agent), "shop").ask("desk/advice", question, "x-tiergate-cache", "none");
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        AtomicReference<JsonNode> found = new AtomicReference<>();
        Eventually.so("the record of " + reply.decisionId() + " is there", () -> {
            stack.records().stream()
                    .filter(record -> record.id().equals(reply.decisionId()))
                    .forEach(record -> found.set(record.json()));
            return found.get() != null;
        });
        return found.get();
    }

    /** Asks until the node was there to compare: one that is busy may answer too late. */
    private static JsonNode compared(int agent, String question) {
        AtomicReference<JsonNode> compared = new AtomicReference<>();
        Eventually.so("answers to '" + question + "' are compared", () -> {
            compared.set(asked(agent, question));
            return compared.get().at("/steps/0/attempts/1").has("alike");
        });
        return compared.get();
    }

    @Test
    @Order(1)
    void sameInOtherWords_isServedWithoutTheThird() {
        JsonNode record = compared(1, RETURN);

        assertThat(record.path("steps")).hasSize(1);
        assertThat(record.at("/steps/0/attempts/1/alike/0/attempt").asInt()).isEqualTo(1);
        assertThat(record.at("/steps/0/attempts/1/alike/0/same_ppm").asInt()).isBetween(600_000, 1_000_000);
        assertThat(record.at("/steps/0/attempts/0/answer")).isNotEqualTo(record.at("/steps/0/attempts/1/answer"));
        assertThat(record.at("/end/kind").asString()).isEqualTo("served");
        assertThat(record.at("/end/attempt").asInt()).isEqualTo(1);
        CommandRun explained = stack.tiergate("explain", record.path("id").asString());
        assertThat(explained.out()).contains("says the same as attempt 1 with probability");
    }

    @Test
    @Order(2)
    void otherNumber_isDecidedByTheThird() {
        JsonNode record = compared(2, LAPTOP);

        assertThat(record.at("/steps/0/attempts/1/alike/0/same_ppm").asInt()).isLessThan(10_000);
        assertThat(record.path("steps")).hasSize(2);
        assertThat(record.at("/steps/1/attempts/0/target").asString()).isEqualTo("sim/frontier-1");
    }

    /** Over the same node, from the recorded answers. */
    @Test
    @Order(3)
    void laboratory_decidesTheSame_atTheSameCost() {
        Path folder = stack.directory();
        var _ = LiveStack.write(folder.resolve("advice.jsonl"), advice(10).strip());
        var _ = LiveStack.write(folder.resolve("advice.yaml"), LABORATORY.replace("BUNDLED_MODEL", stack.model()));

        CommandRun eval = stack.tiergate(
                "eval",
                "--recorded",
                "advice.jsonl",
                "--policy",
                "advice.yaml",
                "--classifier",
                stack.classifier().address(),
                "--folds",
                "2",
                "--decisions",
                "decisions.jsonl");

        assertThat(eval.code()).as(eval.said()).isZero();
        JsonNode same = compared(1, RETURN);
        JsonNode other = compared(1, LAPTOP);
        List<JsonNode> decided = LiveStack.read(folder.resolve("decisions.jsonl"))
                .lines()
                .map(JsonMapper.shared()::readTree)
                .toList();
        assertThat(decided).hasSize(20).allSatisfy(line -> {
            JsonNode record = line.path("id").asString("").startsWith("return") ? same : other;
            assertThat(line.path("cost_micros").asLong())
                    .isEqualTo(record.path("cost_micros").asLong());
            assertThat(line.path("served").asString("")).isEqualTo(served(record));
        });
    }

    private static String served(JsonNode record) {
        int attempt = record.at("/end/attempt").asInt();
        return record.path("steps")
                .valueStream()
                .flatMap(step -> step.path("attempts").valueStream())
                .filter(one -> one.path("number").asInt() == attempt)
                .map(one -> one.path("target").asString(""))
                .findFirst()
                .orElse("");
    }

    @Test
    @Order(4)
    void classifierThatIsKilled_leavesTheSameTextAlone_andFailsNoRequest() throws IOException {
        stack.classifier().service().kill();

        JsonNode record = asked(2, RETURN); // the first agent remembers what these texts are

        assertThat(record.path("steps")).hasSize(2);
        assertThat(record.at("/steps/0/attempts/1").has("alike")).isFalse();
        assertThat(record.at("/steps/0/attempts/1/detail").asString()).startsWith("not compared: ");
        assertThat(record.at("/end/kind").asString()).isEqualTo("served");
    }

    @Test
    @Order(5)
    void everythingReplays_andTheLedgerIsTheBill() {
        CommandRun replayed = stack.tiergate("replay", "--last", "200");
        assertThat(replayed.code()).as(replayed.said()).isZero();
        long billed = stack.simulator()
                .calls()
                .lines()
                .map(JsonMapper.shared()::readTree)
                .filter(call -> call.path("billed").asBoolean())
                .mapToLong(call -> call.path("micros").asLong())
                .sum();
        assertThat(stack.records().stream()
                        .mapToLong(record -> record.json().path("cost_micros").asLong())
                        .sum())
                .isEqualTo(billed)
                .isPositive();
    }
}
