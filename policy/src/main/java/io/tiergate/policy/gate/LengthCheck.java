package io.tiergate.policy.gate;

/** Fails an answer that says nothing: empty, or only blanks and marks without width. An answer is never too long for it. */
final class LengthCheck implements Check {
    @Override
    public String name() {
        return "length";
    }

    @Override
    public CheckResult examine(CandidateAnswer answer) {
        if (answer.toolCalls()) {
            return CheckResult.skipped(name(), "calls tools");
        }
        boolean says = answer.text().codePoints().anyMatch(LengthCheck::isVisible);
        return says ? CheckResult.passed(name()) : CheckResult.failed(name(), "the answer is empty");
    }

    private static boolean isVisible(int codePoint) {
        return !Character.isWhitespace(codePoint)
                && !Character.isSpaceChar(codePoint)
                && Character.getType(codePoint) != Character.FORMAT
                && Character.getType(codePoint) != Character.CONTROL;
    }
}
