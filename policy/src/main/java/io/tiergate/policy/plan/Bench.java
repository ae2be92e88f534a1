package io.tiergate.policy.plan;

import io.tiergate.policy.compile.Target;
import io.tiergate.policy.compile.TaskProfile;
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
    /** The judges of a task's answers to one request. */
    static Bench of(TaskProfile task, Features features) {
        return new Bench(task.judges(), task.soft().zones().ofJudge(), features);
    }

    /** The first judge that is up, did not give the answer itself and has room for it; null: there is none. */
    @Nullable
    Target judgeOf(AttemptResult answer, Set<String> unavailable) {
        for (Target judge : judges) {
            boolean own = judge.id().equals(answer.target().id());
            if (!own && fits(judge, answer.usage().output()) && !unavailable.contains(judge.id())) {
                return judge;
            }
        }
        return null;
    }

    /** Whether the model that gave an answer can be asked about it. */
    boolean canAskItself(AttemptResult answer, Set<String> unavailable) {
        return fits(answer.target(), answer.usage().output())
                && !unavailable.contains(answer.target().id());
    }

    /** Micro-dollars that asking a model about an answer as long as expected costs at most. */
    long ownMicros(Target target) {
        return micros(target, features.size().expectedOutputTokens());
    }

    /** Micro-dollars that a judge's call is expected to cost at most. */
    long mostMicros(Target judge, AttemptResult answer) {
        return micros(judge, answer.usage().output());
    }

    /** Micro-dollars that grading an answer of one of these is expected to cost at most; 0: nobody would be asked. */
    long mostMicros(List<Target> answering) {
        long most = 0;
        long answerTokens = features.size().expectedOutputTokens();
        for (Target judge : judges) {
            boolean anothers =
                    answering.stream().anyMatch(target -> !target.id().equals(judge.id()));
            if (anothers && fits(judge, answerTokens)) {
                most = Math.max(most, micros(judge, answerTokens));
            }
        }
        return most;
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

    private boolean fits(Target judge, long answerTokens) {
        return inputTokens(answerTokens) + JudgeForm.MAX_OUTPUT_TOKENS
                <= judge.model().contextWindow();
    }

    private long micros(Target judge, long answerTokens) {
        return judge.model().price().micros(TokenUsage.of(inputTokens(answerTokens), JudgeForm.MAX_OUTPUT_TOKENS));
    }

    private long inputTokens(long answerTokens) {
        return features.size().inputTokens() + answerTokens + JudgeForm.OWN_TOKENS;
    }
}
