package io.tiergate.simulator.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads faults as the admin API and the request header write them. */
public final class FaultParser {
    /** The request header that asks for faults: {@code status=429; retry_after_s=2, latency=300}. */
    public static final String HEADER = "x-simulator-fault";

    private static final Set<String> FIELDS = Set.of(
            "model",
            "match_id",
            "kind",
            "status",
            "retry_after_s",
            "after_chunks",
            "latency_ms",
            "probability",
            "count");
    private static final int DEFAULT_STATUS = 500;

    private FaultParser() {}

    /**
     * Reads a list of rules, or an object with {@code rules} and {@code seed}.
     *
     * @throws FaultFormatException naming the rule and the field
     */
    public static List<FaultRule> rules(JsonNode body) throws FaultFormatException {
        JsonNode list = body.isObject() ? body.path("rules") : body;
        if (!list.isArray()) {
            throw new FaultFormatException("expected a list of rules, or an object with rules and seed");
        }
        List<FaultRule> rules = new ArrayList<>(list.size());
        for (int i = 0; i < list.size(); i++) {
            rules.add(rule(list.get(i), "rules[" + i + "]"));
        }
        return rules;
    }

    /** The seed beside the rules, 0 if there is none. */
    public static long seed(JsonNode body) {
        JsonNode seed = body.path("seed");
        return seed.isIntegralNumber() && seed.canConvertToLong() ? seed.longValue() : 0;
    }

    private static FaultRule rule(JsonNode node, String where) throws FaultFormatException {
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (!FIELDS.contains(field.getKey())) {
                throw new FaultFormatException(where + ": unknown field " + field.getKey());
            }
        }
        FaultKind kind = kind(node.path("kind").asString(""), where);
        try {
            Fault fault = new Fault(
                    kind,
                    number(node, "status", DEFAULT_STATUS, where),
                    optional(node, "retry_after_s", where),
                    number(node, "after_chunks", 0, where),
                    number(node, "latency_ms", 0, where));
            JsonNode match = node.path("match_id");
            JsonNode probability = node.path("probability");
            return new FaultRule(
                    node.path("model").asString("*"),
                    match.isString() ? match.stringValue() : null,
                    probability.isNumber() ? probability.doubleValue() : 1,
                    optional(node, "count", where),
                    fault);
        } catch (IllegalArgumentException e) {
            throw new FaultFormatException(where + ": " + e.getMessage());
        }
    }

    private static int number(JsonNode node, String field, int otherwise, String where) throws FaultFormatException {
        Integer value = optional(node, field, where);
        return value == null ? otherwise : value;
    }

    private static @Nullable Integer optional(JsonNode node, String field, String where) throws FaultFormatException {
        JsonNode value = node.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw new FaultFormatException(where + "." + field + " must be a whole number");
        }
        return value.intValue();
    }

    private static FaultKind kind(String label, String where) throws FaultFormatException {
        FaultKind kind = FaultKind.ofLabel(label);
        if (kind == null) {
            List<String> labels = new ArrayList<>();
            for (FaultKind known : FaultKind.values()) {
                labels.add(known.label());
            }
            throw new FaultFormatException(
                    where + ": unknown kind '" + label + "'; known: " + String.join(", ", labels));
        }
        return kind;
    }

    /**
     * Reads the request header: faults separated by commas, each {@code kind} or {@code kind=number}, then
     * {@code ; field=number}. The number is the kind's own: the status, the latency, the chunks before a cut.
     *
     * @throws FaultFormatException saying which part
     */
    public static FaultPlan header(@Nullable String header) throws FaultFormatException {
        if (header == null || header.isBlank()) {
            return FaultPlan.NONE;
        }
        FaultPlan plan = FaultPlan.NONE;
        for (String one : header.split(",", -1)) {
            plan = plan.plus(headerFault(one));
        }
        return plan;
    }

    private static Fault headerFault(String text) throws FaultFormatException {
        String[] parts = text.split(";", -1);
        FaultKind kind = kind(name(parts[0]), HEADER);
        Draft draft = new Draft();
        if (parts[0].indexOf('=') >= 0) {
            draft.set(ownField(kind), value(parts[0]));
        }
        for (int i = 1; i < parts.length; i++) {
            draft.set(name(parts[i]), value(parts[i]));
        }
        try {
            return new Fault(kind, draft.status, draft.retryAfterSeconds, draft.afterChunks, draft.latencyMillis);
        } catch (IllegalArgumentException e) {
            throw new FaultFormatException(HEADER + ": " + e.getMessage());
        }
    }

    private static String ownField(FaultKind kind) {
        return switch (kind) {
            case STATUS -> "status";
            case LATENCY -> "latency_ms";
            case CUT, STALL, MALFORMED -> "after_chunks";
            case REFUSAL, MALFORMED_ANSWER, TRUNCATED, EMPTY, WRONG_USAGE, NO_USAGE -> "";
        };
    }

    private static String name(String part) {
        int equals = part.indexOf('=');
        return (equals < 0 ? part : part.substring(0, equals)).strip();
    }

    private static int value(String part) throws FaultFormatException {
        String digits = part.substring(part.indexOf('=') + 1).strip();
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException e) {
            throw new FaultFormatException(HEADER + ": '" + digits + "' must be a whole number");
        }
    }

    /** The numbers of one fault in the header while they are read. */
    private static final class Draft {
        private int status = DEFAULT_STATUS;
        private @Nullable Integer retryAfterSeconds;
        private int afterChunks;
        private long latencyMillis;

        void set(String field, int value) throws FaultFormatException {
            switch (field) {
                case "status" -> status = value;
                case "retry_after_s" -> retryAfterSeconds = value;
                case "after_chunks" -> afterChunks = value;
                case "latency_ms" -> latencyMillis = value;
                default ->
                    throw new FaultFormatException(HEADER + ": '" + field
                            + "' takes no number here; known: status, retry_after_s, after_chunks, latency_ms");
            }
        }
    }
}
