package io.tiergate.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SettlementTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /** A panel of two: both answered, both billed. */
    private static final JsonNode RECORD = MAPPER.readTree("""
            {"id": "a1.x", "steps": [{"attempts": [
              {"number": 1, "usage": {"input": 5, "output": 2}},
              {"number": 2, "usage": {"input": 0, "output": 0}},
              {"number": 3, "usage": {"input": 7, "output": 2}}]}],
             "ledger": [{"micros": 10}, {"micros": 20}]}""");

    private static String call(String id, long micros) {
        return "{\"request_id\": \"" + id + "\", \"model\": \"m\", \"outcome\": \"complete\", \"billed\": "
                + (micros > 0) + ", \"micros\": " + micros + "}\n";
    }

    @Test
    void sameCalls_areExact() {
        Settlement settlement =
                Settlement.of(List.of(RECORD), call("a1.x-1", 10) + call("a1.x-2", 0) + call("a1.x-3", 20));

        assertThat(settlement.isExact()).isTrue();
        assertThat(settlement.unrecorded()).isEmpty();
        assertThat(settlement.billMicros()).isEqualTo(30);
        assertThat(settlement.calls()).isEqualTo(2);
    }

    @Test
    void callsOfADecisionWithoutRecord_areListedWithTheirAgent() {
        Settlement settlement = Settlement.of(
                List.of(RECORD), call("a1.x-1", 10) + call("a1.x-3", 20) + call("a2.y-1", 4) + call("a2.y-2", 0));

        assertThat(settlement.isExact()).isTrue();
        assertThat(settlement.unrecordedMicros()).isEqualTo(4);
        assertThat(settlement.unrecorded())
                .extracting(Settlement.Unrecorded::requestId, Settlement.Unrecorded::agent)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("a2.y-1", "a2"),
                        org.assertj.core.groups.Tuple.tuple("a2.y-2", "a2"));
    }

    @Test
    void attemptWhoseUsageWasNotStated_isListedWithWhatWasBilled() {
        JsonNode record = MAPPER.readTree("""
                {"id": "a1.x", "steps": [{"attempts": [
                  {"number": 1, "usage": {"input": 5, "output": 2}},
                  {"number": 2, "usage": {"input": 5, "output": 1, "estimated": true}},
                  {"number": 3, "usage": {"input": 5, "output": 0, "estimated": true}}]}],
                 "ledger": [{"micros": 10}, {"micros": 8, "usage": {"estimated": true}},
                            {"micros": 6, "usage": {"estimated": true}}]}""");

        Settlement settlement = Settlement.of(List.of(record), call("a1.x-1", 10) + call("a1.x-2", 9));

        assertThat(settlement.isExact()).isTrue();
        assertThat(settlement.ledgerMicros()).isEqualTo(24);
        assertThat(settlement.statedMicros()).isEqualTo(10);
        assertThat(settlement.unstatedMicros()).isEqualTo(9);
        assertThat(settlement.estimates())
                .containsExactly(new Settlement.Estimate("a1.x-2", 8, 9), new Settlement.Estimate("a1.x-3", 6, 0));
    }

    @Test
    void anotherAmount_isWrong() {
        assertThat(Settlement.of(List.of(RECORD), call("a1.x-1", 11) + call("a1.x-3", 19)))
                .satisfies(settlement -> assertThat(settlement.isExact()).isFalse())
                .satisfies(settlement -> assertThat(settlement.wrong()).hasSize(2));
    }

    @Test
    void billedAttemptThatTheLedgerCallsFree_isWrong() {
        assertThat(Settlement.of(List.of(RECORD), call("a1.x-1", 10) + call("a1.x-2", 5) + call("a1.x-3", 20))
                        .isExact())
                .isFalse();
    }

    @Test
    void ledgerLineWithoutACall_isWrong() {
        assertThat(Settlement.of(List.of(RECORD), call("a1.x-1", 10)).wrong())
                .containsExactly("a1.x-3: the ledger has 20 micro-dollars, the bill nothing");
    }
}
