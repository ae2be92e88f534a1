package io.tiergate.policy.gate;

import dev.cel.common.values.NullValue;
import io.tiergate.policy.rule.AnswerCondition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Fails an answer that does not meet an expression, or of which that cannot be said. */
final class ExpressionCheck implements Check {
    static final String NAME = "expression";

    /** An expression may look at every character several times; longer answers are failed without being looked at. */
    private static final int MAX_CHARS = 1 << 18;

    private static final int SHOWN_CHARS = 100;

    private final AnswerCondition condition;

    ExpressionCheck(AnswerCondition condition) {
        this.condition = condition;
    }

    @Override
    public String name() {
        return NAME;
    }

    /** As it is written: what makes it differ from another expression. */
    @Override
    public String settings() {
        return condition.source();
    }

    @Override
    public CheckResult examine(CandidateAnswer answer) {
        if (answer.toolCalls()) {
            return CheckResult.skipped(NAME, "calls tools");
        }
        if (answer.text().length() > MAX_CHARS) {
            return CheckResult.failed(NAME, "the answer is longer than " + MAX_CHARS + " characters");
        }
        return condition
                .holds(variable -> value(variable, answer))
                .map(holds -> holds ? CheckResult.passed(NAME) : CheckResult.failed(NAME, shown() + " does not hold"))
                .orElseGet(() -> CheckResult.failed(NAME, shown() + " cannot be evaluated"));
    }

    private String shown() {
        String source = condition.source().replaceAll("\\s+", " ").strip();
        return source.length() <= SHOWN_CHARS ? source : source.substring(0, SHOWN_CHARS) + "…";
    }

    private static Object value(AnswerCondition.Variable variable, CandidateAnswer answer) {
        return switch (variable) {
            case ANSWER -> answer.text();
            case JSON -> json(answer.text());
            case INPUT_TOKENS -> answer.inputTokens();
            case OUTPUT_TOKENS -> answer.outputTokens();
            case FINISH_REASON -> answer.finishReason();
            case TASK -> answer.task();
        };
    }

    /** The reply as JSON, a code fence around it tolerated; null where it is none. */
    private static Object json(String text) {
        try {
            return plain(StrictJson.read(StrictJson.unfenced(text)));
        } catch (JacksonException e) {
            return NullValue.NULL_VALUE;
        }
    }

    /** As CEL has it: whole numbers that fit are {@code int}, all others {@code double}. */
    private static Object plain(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> {
                Map<String, Object> members = new HashMap<>();
                node.properties().forEach(member -> members.put(member.getKey(), plain(member.getValue())));
                yield members;
            }
            case ARRAY -> {
                List<Object> items = new ArrayList<>(node.size());
                node.forEach(item -> items.add(plain(item)));
                yield items;
            }
            case STRING -> node.stringValue();
            case BOOLEAN -> node.booleanValue();
            case NUMBER ->
                node.isIntegralNumber() && node.canConvertToLong() ? (Object) node.longValue() : number(node);
            default -> NullValue.NULL_VALUE;
        };
    }

    private static double number(JsonNode node) {
        return node.decimalValue().doubleValue();
    }
}
