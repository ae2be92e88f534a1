package io.tiergate.policy.answer;

/**
 * What reading one reply may cost, in characters looked at. Keeps tolerant reading linear: where a broken object makes the
 * reader start again further on, all the starts share one budget. Confined to one call.
 */
final class Work {
    private static final int LOOKS_PER_CHARACTER = 16;
    private static final int AT_LEAST = 1024;

    private long left;

    private Work(long left) {
        this.left = left;
    }

    /** The budget of a text of {@code length} characters. */
    static Work forLength(int length) {
        return new Work((long) LOOKS_PER_CHARACTER * length + AT_LEAST);
    }

    /** Counts one look. */
    void spend() {
        left--;
    }

    /** Whether the budget is used up; the reader then gives up. */
    boolean exhausted() {
        return left <= 0;
    }
}
