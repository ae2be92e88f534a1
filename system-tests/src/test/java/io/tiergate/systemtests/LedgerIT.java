package io.tiergate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The agents' ledger beside the provider's own bill, over the demo's traffic: both APIs, whole and streamed, models of both protocols.
 * One stack, whose records pile up from test to test.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LedgerIT {
    private static final String OPENAI = "  sim: { api: openai, base_url: \"http://127.0.0.1:8000/v1\" }\n";
    private static final String ANTHROPIC = "  claude: { api: anthropic, base_url: \"http://127.0.0.1:8000/v1\" }\n";
    private static final List<String> CLASSES = List.of("input", "cached_input", "cache_write", "output", "reasoning");

    @SuppressWarnings("NullAway.Init")
    private LiveStack stack;

    private int sent;

    @BeforeAll
    void start() {
        stack = LiveStack.start(
                "ledger",
                text -> text.replace(OPENAI, OPENAI + ANTHROPIC).replace("sim/frontier-1", "claude/frontier-1"));
    }

    @AfterAll
    void stop() {
        if (stack != null) {
            stack.close();
        }
    }

    @Test
    @Order(1)
    void ledger_isTheProvidersBillToTheMicroDollar() {
        replayTraffic(false);

        Books books = books();
        assertThat(books.calls().stream().map(Call::api)).contains("openai", "anthropic");
        assertThat(books.calls()).anyMatch(Call::streamed).anyMatch(call -> !call.streamed());
        books.calls().forEach(call -> assertSame(call, books.attempt(call)));
        assertThat(books.ledgerMicros()).isEqualTo(books.billMicros()).isPositive();
        assertThat(books.records())
                .anyMatch(record -> record.text("/cache/state").equals("exact"));
    }

    @Test
    @Order(2)
    void withFaults_theLedgerIsTheBill_butForCallsThatStatedNoUsage() throws IOException {
        SimulatorFaults.of(stack).set("""
                {'seed': 7, 'rules': [
                  {'model': '*', 'kind': 'latency', 'latency_ms': 15, 'probability': 0.2},
                  {'model': '*', 'kind': 'status', 'status': 429, 'probability': 0.05},
                  {'model': '*', 'kind': 'status', 'status': 500, 'probability': 0.05},
                  {'model': '*', 'kind': 'cut', 'after_chunks': 2, 'probability': 0.05},
                  {'model': '*', 'kind': 'malformed', 'after_chunks': 2, 'probability': 0.05},
                  {'model': '*', 'kind': 'malformed_answer', 'probability': 0.05},
                  {'model': '*', 'kind': 'no_usage', 'probability': 0.05},
                  {'model': '*', 'kind': 'refusal', 'probability': 0.05}]}""");
        replayTraffic(true);

        Books books = books();
        long billedUnstated = 0;
        for (Call call : books.calls()) {
            Attempt attempt = books.attempt(call);
            if (attempt.estimated()) {
                billedUnstated += call.micros();
            } else {
                assertSame(call, attempt);
            }
        }
        assertThat(books.endings(Attempt::estimated)).containsExactlyInAnyOrder("answered", "cut", "malformed");
        assertThat(books.estimatedMicros()).isPositive();
        assertThat(books.ledgerMicros() - books.estimatedMicros() + billedUnstated)
                .isEqualTo(books.billMicros());
        assertThat(books.endings(any -> true)).contains("rate_limited", "server_error");
        assertThat(books.checksFailed()).contains("refusal", "schema");
        assertCostTells(books);
    }

    private void assertCostTells(Books books) {
        CommandRun cost = stack.tiergate("cost", "--output", "json");
        assertThat(cost.code()).as(cost.said()).isZero();
        JsonNode total = JsonMapper.shared().readTree(cost.out()).path("total");
        assertThat(total.path("estimated_attempts").asLong()).isEqualTo(books.estimates());
        assertThat(total.path("estimated_micros").asLong()).isEqualTo(books.estimatedMicros());
        assertThat(total.path("spend_micros").asLong()).isEqualTo(books.ledgerMicros());
    }

    @Test
    @Order(3)
    void everyRecord_replaysBitForBit() {
        CommandRun replay = stack.tiergate("replay", "--last", "10000", "--output", "json");

        assertThat(replay.code()).as(replay.said()).isZero();
        JsonNode tally = JsonMapper.shared().readTree(replay.out());
        assertThat(tally.path("replayed").asInt()).isEqualTo(sent);
        assertThat(tally.path("same").asInt()).isEqualTo(sent);
    }

    private void replayTraffic(boolean withoutCache) {
        List<Workload.Request> traffic = Workload.traffic();
        new Replay(stack, withoutCache).send(traffic);
        sent += traffic.size();
    }

    private static void assertSame(Call call, Attempt attempt) {
        assertThat(attempt.usage()).as("%s and %s", call, attempt).isEqualTo(call.usage());
        assertThat(attempt.micros()).as("%s and %s", call, attempt).isEqualTo(call.micros());
    }

    /** The bill and the records, once every request has its record. */
    private Books books() {
        Eventually.so(sent + " requests are on record", () -> stack.records().size() == sent);
        List<DecisionRecord> records = stack.records();
        List<Call> calls = stack.simulator()
                .calls()
                .lines()
                .map(line -> Call.of(JsonMapper.shared().readTree(line)))
                .filter(Call::billed)
                .toList();
        return new Books(records, calls);
    }

    /** A call as the provider bills it. */
    private record Call(String id, String api, boolean streamed, boolean billed, Map<String, Long> usage, long micros) {
        static Call of(JsonNode json) {
            return new Call(
                    json.path("request_id").asString(),
                    json.path("api").asString(),
                    json.path("streamed").asBoolean(),
                    json.path("billed").asBoolean(),
                    classes(json.path("usage")),
                    json.path("micros").asLong());
        }
    }

    /** An attempt as its record has it. */
    private record Attempt(String id, String ending, Map<String, Long> usage, boolean estimated, long micros) {}

    private static Map<String, Long> classes(JsonNode usage) {
        return CLASSES.stream()
                .collect(Collectors.toMap(
                        Function.identity(), name -> usage.path(name).asLong(0)));
    }

    /** Both sides. */
    private record Books(List<DecisionRecord> records, List<Call> calls, Map<String, Attempt> attempts) {
        Books(List<DecisionRecord> records, List<Call> calls) {
            this(
                    records,
                    calls,
                    records.stream()
                            .flatMap(record -> attempts(record).stream())
                            .collect(Collectors.toMap(Attempt::id, Function.identity())));
        }

        /** The record's attempts; those that cost something have a ledger line each, in the same order. */
        private static List<Attempt> attempts(DecisionRecord record) {
            List<Attempt> attempts = new ArrayList<>();
            var lines = record.json().path("ledger").iterator();
            record.json()
                    .path("steps")
                    .forEach(step -> step.path("attempts").forEach(attempt -> {
                        Map<String, Long> usage = classes(attempt.path("usage"));
                        long micros = 0;
                        if (usage.values().stream().anyMatch(tokens -> tokens > 0)) {
                            JsonNode line = lines.next();
                            assertThat(classes(line.path("usage")))
                                    .as("%s", record.json())
                                    .isEqualTo(usage);
                            micros = line.path("micros").asLong();
                        }
                        attempts.add(new Attempt(
                                record.id() + "-" + attempt.path("number").asInt(),
                                attempt.path("ending").asString(),
                                usage,
                                attempt.at("/usage/estimated").asBoolean(false),
                                micros));
                    }));
            assertThat(lines.hasNext())
                    .as("ledger lines of no attempt: %s", record.json())
                    .isFalse();
            return attempts;
        }

        Attempt attempt(Call call) {
            assertThat(attempts).as("the record of billed call %s", call).containsKey(call.id());
            return java.util.Objects.requireNonNull(attempts.get(call.id()));
        }

        long billMicros() {
            return calls.stream().mapToLong(Call::micros).sum();
        }

        long ledgerMicros() {
            return records.stream()
                    .mapToLong(record -> record.number("/cost_micros"))
                    .sum();
        }

        long estimates() {
            return attempts.values().stream().filter(Attempt::estimated).count();
        }

        long estimatedMicros() {
            return attempts.values().stream()
                    .filter(Attempt::estimated)
                    .mapToLong(Attempt::micros)
                    .sum();
        }

        Collection<String> endings(Predicate<Attempt> of) {
            return attempts.values().stream().filter(of).map(Attempt::ending).collect(Collectors.toSet());
        }

        Collection<String> checksFailed() {
            return records.stream()
                    .flatMap(record -> record.json().findValues("checks").stream())
                    .flatMap(JsonNode::valueStream)
                    .filter(check -> check.path("outcome").asString().equals("failed"))
                    .map(check -> check.path("check").asString())
                    .collect(Collectors.toSet());
        }
    }
}
