package io.tiergate.policy.rule;

import dev.cel.runtime.CelAttributePattern;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.PartialVars;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A condition in CEL. What is null in the features is an unknown attribute, and CEL's own logic carries it: {@code unknown || true} is
 * true. A tag that is absent makes {@code tags["x"]} an error, which is {@link Truth#UNKNOWN} too; {@code "x" in tags} asks for it safely.
 */
record CelCondition(String source, CelRuntime.Program program) implements Condition {
    private static final Map<Variable, CelAttributePattern> MAY_BE_UNKNOWN = new EnumMap<>(Variable.class);

    static {
        for (Variable variable : List.of(Variable.DOMAIN, Variable.MAX_OUTPUT_TOKENS, Variable.CALLER_USER)) {
            MAY_BE_UNKNOWN.put(variable, CelAttributePattern.fromQualifiedIdentifier(variable.label()));
        }
    }

    @Override
    public Truth evaluate(Features features) {
        try {
            Object result = program.eval(PartialVars.of(name -> find(name, features), unknowns(features)));
            return result instanceof Boolean truth ? (truth ? Truth.TRUE : Truth.FALSE) : Truth.UNKNOWN;
        } catch (CelEvaluationException e) {
            return Truth.UNKNOWN;
        }
    }

    private static Optional<Object> find(String name, Features features) {
        Variable variable = Variable.labelled(name);
        return variable == null ? Optional.empty() : Optional.ofNullable(variable.of(features));
    }

    private static List<CelAttributePattern> unknowns(Features features) {
        List<CelAttributePattern> unknowns = new ArrayList<>(MAY_BE_UNKNOWN.size());
        MAY_BE_UNKNOWN.forEach((variable, pattern) -> {
            if (variable.of(features) == null) {
                unknowns.add(pattern);
            }
        });
        return unknowns;
    }
}
