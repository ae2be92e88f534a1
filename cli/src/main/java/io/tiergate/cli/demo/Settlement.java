package io.tiergate.cli.demo;

import io.tiergate.cli.record.Charges;
import io.tiergate.cli.record.Charges.Charge;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The agents' ledger held against the provider's own bill, call by call.
 *
 * @param ledgerMicros sum of the ledger
 * @param billMicros sum of the bill
 * @param calls that were billed
 * @param estimates attempts whose usage the provider did not state
 * @param unrecorded calls of decisions that no record has
 * @param wrong what does not fit otherwise, in words
 */
record Settlement(
        long ledgerMicros,
        long billMicros,
        int calls,
        List<Estimate> estimates,
        List<Unrecorded> unrecorded,
        List<String> wrong) {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    Settlement {
        estimates = List.copyOf(estimates);
        unrecorded = List.copyOf(unrecorded);
        wrong = List.copyOf(wrong);
    }

    /**
     * An attempt whose usage the provider did not state.
     *
     * @param requestId as the agent sent it: the decision's id and the attempt's number
     * @param ledgerMicros what the ledger holds it to have cost
     * @param billMicros what the provider billed; 0 where that was nothing
     */
    record Estimate(String requestId, long ledgerMicros, long billMicros) {}

    /**
     * A call whose decision has no record.
     *
     * @param requestId as the agent sent it: the decision's id and the attempt's number
     * @param outcome how the provider saw it end
     * @param micros 0 where it was not billed
     */
    record Unrecorded(String requestId, String model, String outcome, long micros) {
        /** The agent that made the call. */
        String agent() {
            return requestId.substring(0, Math.max(0, requestId.indexOf('.')));
        }
    }

    static Settlement of(Collection<JsonNode> records, String billLines) {
        Map<String, Charge> ledger = ledger(records);
        Set<String> decisions = new HashSet<>();
        records.forEach(record -> decisions.add(record.path("id").asString("")));
        long ledgerMicros = ledger.values().stream().mapToLong(Charge::micros).sum();
        long billMicros = 0;
        int calls = 0;
        List<Estimate> estimates = new ArrayList<>();
        List<Unrecorded> unrecorded = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        for (JsonNode call : billLines.lines().map(MAPPER::readTree).toList()) {
            String id = call.path("request_id").asString("");
            long micros = call.path("micros").asLong(0);
            Charge recorded = Objects.requireNonNullElse(ledger.remove(id), Charge.NONE);
            billMicros += micros;
            calls += call.path("billed").asBoolean(false) ? 1 : 0;
            if (!decisions.contains(id.substring(0, Math.max(0, id.lastIndexOf('-'))))) {
                unrecorded.add(new Unrecorded(
                        id,
                        call.path("model").asString(""),
                        call.path("outcome").asString(""),
                        micros));
            } else if (recorded.estimated()) {
                estimates.add(new Estimate(id, recorded.micros(), micros));
            } else if (recorded.micros() != micros) {
                wrong.add(id + ": the ledger has " + recorded.micros() + " micro-dollars, the bill " + micros);
            }
        }
        ledger.forEach((id, charge) -> {
            if (charge.estimated()) {
                estimates.add(new Estimate(id, charge.micros(), 0));
            } else {
                wrong.add(id + ": the ledger has " + charge.micros() + " micro-dollars, the bill nothing");
            }
        });
        return new Settlement(ledgerMicros, billMicros, calls, estimates, unrecorded, wrong);
    }

    private static Map<String, Charge> ledger(Collection<JsonNode> records) {
        Map<String, Charge> ledger = new HashMap<>();
        for (JsonNode record : records) {
            String id = record.path("id").asString("");
            Charges.of(record).forEach((number, charge) -> ledger.put(id + "-" + number, charge));
        }
        return ledger;
    }

    /** What the ledger holds without estimates. */
    long statedMicros() {
        return ledgerMicros
                - estimates.stream().mapToLong(Estimate::ledgerMicros).sum();
    }

    /** What the provider billed for calls whose usage it did not state. */
    long unstatedMicros() {
        return estimates.stream().mapToLong(Estimate::billMicros).sum();
    }

    long unrecordedMicros() {
        return unrecorded.stream().mapToLong(Unrecorded::micros).sum();
    }

    /** Whether every micro-dollar is accounted for. */
    boolean isExact() {
        return wrong.isEmpty() && statedMicros() + unstatedMicros() + unrecordedMicros() == billMicros;
    }
}
