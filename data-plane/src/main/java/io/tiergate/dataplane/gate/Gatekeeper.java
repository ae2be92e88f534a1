package io.tiergate.dataplane.gate;

import io.tiergate.dataplane.model.Answer;
import io.tiergate.dataplane.model.ChatRequest;
import io.tiergate.policy.answer.Answers;
import io.tiergate.policy.answer.CanonicalAnswer;
import io.tiergate.policy.compile.TaskProfile;
import io.tiergate.policy.gate.CandidateAnswer;
import io.tiergate.policy.gate.CheckResult;
import io.tiergate.policy.gate.Gate;
import io.tiergate.policy.gate.JudgeForm;
import io.tiergate.policy.plan.Decision;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Judges answers by their task's gate. */
public final class Gatekeeper {
    private Gatekeeper() {}

    /** What each hard check of the task's gate says of the answer. */
    public static List<CheckResult> examine(Decision decision, ChatRequest request, Answer answer) {
        TaskProfile task = decision.task();
        return Gate.examine(
                task.gate(),
                new CandidateAnswer(
                        task.name(),
                        decision.features().size().inputTokens(),
                        answer.text(),
                        answer.finishReason(),
                        answer.toolCalls(),
                        answer.usage().totalOutput(),
                        task.answer(),
                        request.view().schemaJson()));
    }

    /** What a judge is asked about an answer to the request. */
    public static ChatRequest judgeQuestion(ChatRequest request, Answer answer) {
        return JudgeRequest.of(request, answer);
    }

    /** The grade in a judge's answer; empty: none can be read. */
    public static OptionalInt grade(Answer answer) {
        return JudgeForm.grade(answer.text());
    }

    /** The answer as it is compared with others; empty where the task's kind of answer cannot be read from it. */
    public static Optional<CanonicalAnswer> canonical(TaskProfile task, Answer answer) {
        return Answers.canonical(task.answer(), answer.text());
    }
}
