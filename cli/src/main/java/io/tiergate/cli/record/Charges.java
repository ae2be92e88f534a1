package io.tiergate.cli.record;

import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** What each attempt of a decision record cost. */
public final class Charges {
    private Charges() {}

    /**
     * What one attempt cost.
     *
     * @param micros micro-dollars
     * @param estimated the provider did not state its usage
     */
    public record Charge(long micros, boolean estimated) {
        /** Of an attempt that was not billed. */
        public static final Charge NONE = new Charge(0, false);
    }

    /** Charges by the attempt's number; an attempt that was not billed is not there. */
    public static Map<Integer, Charge> of(JsonNode record) {
        Map<Integer, Charge> charges = new TreeMap<>();
        Iterator<JsonNode> ledger = record.path("ledger").iterator();
        for (JsonNode attempt : RecordRow.attempts(record)) {
            boolean billed = attempt.path("usage").properties().stream()
                    .anyMatch(tokens -> tokens.getValue().asLong(0) > 0);
            if (billed && ledger.hasNext()) {
                JsonNode line = ledger.next();
                charges.put(
                        attempt.path("number").asInt(0),
                        new Charge(
                                line.path("micros").asLong(0),
                                line.at("/usage/estimated").asBoolean(false)));
            }
        }
        return charges;
    }
}
