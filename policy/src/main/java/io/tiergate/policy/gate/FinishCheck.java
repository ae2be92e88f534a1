package io.tiergate.policy.gate;

/** Fails an answer that was cut: by its token limit or by the provider's content filter. */
final class FinishCheck implements Check {
    @Override
    public String name() {
        return "finish";
    }

    @Override
    public CheckResult examine(CandidateAnswer answer) {
        return switch (answer.finishReason()) {
            case "length" -> CheckResult.failed(name(), "cut at the token limit");
            case "content_filter" -> CheckResult.failed(name(), "cut by the provider's content filter");
            default -> CheckResult.passed(name());
        };
    }
}
