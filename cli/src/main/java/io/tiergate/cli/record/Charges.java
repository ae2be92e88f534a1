package io.tiergate.cli.record;

import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** What each attempt of a decision record cost. */
public final class Charges {
    private Charges() {}

    /** Micro-dollars by the attempt's number; an attempt that was not billed is not there. */
    public static Map<Integer, Long> of(JsonNode record) {
        Map<Integer, Long> charges = new TreeMap<>();
        Iterator<JsonNode> ledger = record.path("ledger").iterator();
        for (JsonNode attempt : RecordRow.attempts(record)) {
            boolean billed = attempt.path("usage").properties().stream()
                    .anyMatch(tokens -> tokens.getValue().asLong(0) > 0);
            if (billed && ledger.hasNext()) {
                charges.put(
                        attempt.path("number").asInt(0),
                        ledger.next().path("micros").asLong(0));
            }
        }
        return charges;
    }
}
