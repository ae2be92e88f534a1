package io.tiergate.dataplane.record;

/**
 * What somebody thinks of an answer.
 *
 * @param decisionId which answer
 * @param score 0 (wrong) to 1 (right)
 * @param source who judged: {@code user}, {@code reviewer}, {@code test}, or a name of the caller's own
 * @param comment free text; may be empty
 * @param timeMillis when, since 1970
 * @param author who sent it
 */
public record Feedback(String decisionId, double score, String source, String comment, long timeMillis, Author author) {
    public Feedback {
        if (!(score >= 0 && score <= 1)) {
            throw new IllegalArgumentException("a score is 0 (wrong) to 1 (right), not " + score);
        }
    }

    /**
     * Who sent feedback: what decides on whose answers it counts.
     *
     * @param name of the key or certificate
     * @param tenant whose it is; empty: no tenant's
     * @param platform of those who run the platform, and may judge every tenant's answers
     */
    public record Author(String name, String tenant, boolean platform) {}
}
