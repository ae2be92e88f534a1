package io.tiergate.policy.plan;

import io.tiergate.policy.compile.Target;
import io.tiergate.policy.cost.TokenUsage;
import io.tiergate.policy.gate.CheckResult;
import io.tiergate.policy.gate.JudgeForm;
import io.tiergate.policy.gate.Verdict;
import io.tiergate.policy.gate.Zones;
import io.tiergate.policy.rule.Features;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The judges of a task: who of them grades an answer, at what price, and what follows from the grade. A judge that says nothing is no reason to
 * trust an answer. Pure.
 *
 * @param judges in order of preference; empty: the task has none
 * @param zones the policy's bounds
 * @param features of the request
 */
record Bench(List<Target> judges, Zones zones, Features features) {
    /** The first judge that is up, did not give the answer itself and has room for it; null: there is none. */
    @Nullable
    Target judgeOf(AttemptResult answer, Set<String> unavailable) {
        for (Target judge : judges) {
            boolean own = judge.id().equals(answer.target().id());
            boolean fits = inputTokens(answer) + JudgeForm.MAX_OUTPUT_TOKENS
                    <= judge.model().contextWindow();
            if (!own && fits && !unavailable.contains(judge.id())) {
                return judge;
            }
        }
        return null;
    }

    /** Micro-dollars that a judge's call is expected to cost at most. */
    long mostMicros(Target judge, AttemptResult answer) {
        return judge.model().price().micros(TokenUsage.of(inputTokens(answer), JudgeForm.MAX_OUTPUT_TOKENS));
    }

    /** What a grade says, as a soft check says it. */
    CheckResult graded(Opinion opinion) {
        Integer grade = opinion.grade();
        return grade == null
                ? CheckResult.failed("judge", "the judge gave no grade")
                : zones.judged("judge", grade / 100.0);
    }

    /** Whether the grade lets the answer be served. */
    boolean accepts(Opinion opinion) {
        return Verdict.of(List.of(graded(opinion))) instanceof Verdict.Accept;
    }

    private long inputTokens(AttemptResult answer) {
        return features.size().inputTokens() + answer.usage().output() + JudgeForm.OWN_TOKENS;
    }
}
