package io.tiergate.policy.gate;

import io.tiergate.policy.answer.AnswerKind;
import io.tiergate.policy.answer.Answers;

/** Fails an answer that is none of the task's labels, or more than one. */
final class LabelsCheck implements Check {
    @Override
    public String name() {
        return "labels";
    }

    @Override
    public CheckResult examine(CandidateAnswer answer) {
        if (answer.toolCalls()) {
            return CheckResult.skipped(name(), "calls tools");
        }
        if (answer.spec().kind() != AnswerKind.LABEL) {
            return CheckResult.skipped(name(), "the task's answers are not labels");
        }
        return Answers.canonical(answer.spec(), answer.text()).isPresent()
                ? CheckResult.passed(name())
                : CheckResult.failed(name(), "not exactly one of the task's labels");
    }
}
