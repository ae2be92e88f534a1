package io.tiergate.policy.rule;

import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import io.tiergate.policy.document.Node;
import io.tiergate.policy.document.Problems;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What an answer must meet, in CEL over what is declared of answers ({@link Variable}): type-checked when its policy is compiled, its work bounded as that
 * of {@link ConditionCompiler conditions} is. Immutable; safe for any number of threads.
 */
public final class AnswerCondition {
    private static final List<String> NAMES =
            Arrays.stream(Variable.values()).map(Variable::label).toList();
    private static final CelCompiler COMPILER = compiler();
    private static final CelRuntime RUNTIME = CelText.runtime().build();

    private final String source;
    private final CelRuntime.Program program;

    private AnswerCondition(String source, CelRuntime.Program program) {
        this.source = source;
        this.program = program;
    }

    /** What an expression sees. */
    public enum Variable {
        /** The reply's text. */
        ANSWER(SimpleType.STRING),
        /** The JSON value that the reply is, or null. */
        JSON(SimpleType.DYN),
        /** Estimated tokens of the prompt. */
        INPUT_TOKENS(SimpleType.INT),
        /** Billed tokens of the answer. */
        OUTPUT_TOKENS(SimpleType.INT),
        /** Why the model stopped, in OpenAI's words. */
        FINISH_REASON(SimpleType.STRING),
        /** Task type. */
        TASK(SimpleType.STRING);

        private final CelType type;

        Variable(CelType type) {
            this.type = type;
        }

        /** Its name in expressions. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The condition, or null and every problem, each placed inside {@code written} where its layout allows. */
    public static @Nullable AnswerCondition compile(Node.Text written, Problems problems) {
        try {
            CelValidationResult result = COMPILER.compile(written.value());
            if (result.hasError()) {
                result.getErrors().forEach(issue -> CelText.report(issue, "expression", written, NAMES, problems));
                return null;
            }
            return new AnswerCondition(written.value(), RUNTIME.createProgram(result.getAst()));
        } catch (CelValidationException | CelEvaluationException e) {
            CelText.refuse(e, "expression", written, problems);
            return null;
        }
    }

    /** As it is written. */
    public String source() {
        return source;
    }

    /**
     * Whether it holds.
     *
     * @param values of variables, asked for as they are needed: strings, {@code Long}, and of {@code JSON} what JSON is made of
     * @return empty: it cannot be evaluated, as where a member is missing or of another type
     */
    public Optional<Boolean> holds(Function<Variable, Object> values) {
        try {
            Object result = program.eval(name -> Arrays.stream(Variable.values())
                    .filter(variable -> variable.label().equals(name))
                    .findFirst()
                    .map(values));
            return result instanceof Boolean truth ? Optional.of(truth) : Optional.empty();
        } catch (CelEvaluationException e) {
            return Optional.empty();
        }
    }

    private static CelCompiler compiler() {
        CelCompilerBuilder builder = CelText.compiler();
        for (Variable variable : Variable.values()) {
            builder.addVar(variable.label(), variable.type);
        }
        return builder.build();
    }
}
