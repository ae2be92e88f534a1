package io.tiergate.policy.rule;

import dev.cel.common.types.CelType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What conditions see of a request. */
enum Variable {
    TASK(SimpleType.STRING),
    DOMAIN(SimpleType.STRING),
    STAKES(SimpleType.STRING),
    INPUT_TOKENS(SimpleType.INT),
    EXPECTED_OUTPUT_TOKENS(SimpleType.INT),
    MAX_OUTPUT_TOKENS(SimpleType.INT),
    MESSAGES(SimpleType.INT),
    TOOLS(SimpleType.BOOL),
    IMAGES(SimpleType.BOOL),
    RESPONSE_FORMAT(SimpleType.STRING),
    STREAM(SimpleType.BOOL),
    CALLER_TENANT("caller.tenant", SimpleType.STRING),
    CALLER_SUBSCRIPTION("caller.subscription", SimpleType.STRING),
    CALLER_USER("caller.user", SimpleType.STRING),
    TAGS(MapType.create(SimpleType.STRING, SimpleType.STRING));

    private static final Map<String, Variable> BY_LABEL = new HashMap<>();

    static {
        for (Variable variable : values()) {
            BY_LABEL.put(variable.label, variable);
        }
    }

    private final String label;
    private final CelType type;

    Variable(CelType type) {
        this.label = name().toLowerCase(Locale.ROOT);
        this.type = type;
    }

    Variable(String label, CelType type) {
        this.label = label;
        this.type = type;
    }

    /** The variable of that name in conditions, or null. */
    static @Nullable Variable labelled(String label) {
        return BY_LABEL.get(label);
    }

    /** Its name in conditions. */
    String label() {
        return label;
    }

    CelType type() {
        return type;
    }

    /** Its value, or null when that is not known of this request. */
    @Nullable
    Object of(Features features) {
        return switch (this) {
            case TASK -> features.task();
            case DOMAIN -> features.domain();
            case STAKES -> features.stakes();
            case INPUT_TOKENS -> features.size().inputTokens();
            case EXPECTED_OUTPUT_TOKENS -> features.size().expectedOutputTokens();
            case MAX_OUTPUT_TOKENS -> features.size().maxOutputTokens();
            case MESSAGES -> (long) features.form().messages();
            case TOOLS -> features.form().tools();
            case IMAGES -> features.form().images();
            case RESPONSE_FORMAT -> features.form().responseFormat();
            case STREAM -> features.form().stream();
            case CALLER_TENANT -> features.caller().tenant();
            case CALLER_SUBSCRIPTION -> features.caller().subscription();
            case CALLER_USER -> features.caller().user();
            case TAGS -> features.tags();
        };
    }
}
