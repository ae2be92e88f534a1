package io.tiergate.policy.gate;

import io.tiergate.policy.estimate.Estimates;
import io.tiergate.policy.rule.AnswerCondition;
import java.util.List;
import java.util.Optional;

/** The checks that a policy may name. */
public final class Checks {
    private static final List<Check> ALL =
            List.of(new SchemaCheck(), new LabelsCheck(), new RefusalCheck(), new FinishCheck(), new LengthCheck());

    /** Names of checks that give a probability. */
    public static final List<String> SOFT =
            List.of(LearnedCheck.NAME, AgreementCheck.NAME, ConfidenceCheck.NAME, JudgeCheck.NAME);

    private Checks() {}

    /** The soft check that goes by these estimates. */
    public static SoftCheck learned(Estimates estimates) {
        return new LearnedCheck(estimates);
    }

    /** The soft check that compares a request's answers by these estimates. */
    public static SoftCheck agreement(Estimates estimates) {
        return new AgreementCheck(estimates);
    }

    /** The soft check that goes by the log-probabilities that models give of their answers, and by these estimates. */
    public static SoftCheck confidence(Estimates estimates) {
        return new ConfidenceCheck(estimates);
    }

    /** The soft check that leaves every answer to the judge. */
    public static SoftCheck judge() {
        return new JudgeCheck();
    }

    /** The hard check that an answer must meet an expression. */
    public static Check expression(AnswerCondition condition) {
        return new ExpressionCheck(condition);
    }

    /** The hard check of this name; empty: there is none. */
    public static Optional<Check> named(String name) {
        return ALL.stream().filter(check -> check.name().equals(name)).findFirst();
    }

    /** Names of hard checks that need no settings, in the order in which documentation lists them. */
    public static List<String> names() {
        return ALL.stream().map(Check::name).toList();
    }
}
