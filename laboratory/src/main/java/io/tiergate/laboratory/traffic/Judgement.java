package io.tiergate.laboratory.traffic;

/**
 * What somebody said of an answer.
 *
 * @param decision whose answer
 * @param score 0 (wrong) to 1 (right)
 * @param source who judged, in the caller's words
 * @param author who sent it
 * @param timeMillis when, since 1970
 */
public record Judgement(String decision, double score, String source, Author author, long timeMillis) {
    /**
     * Who sent a judgement.
     *
     * @param name of the key or certificate
     * @param tenant whose it is; empty: no tenant's
     * @param platform of those who run the platform
     */
    public record Author(String name, String tenant, boolean platform) {
        /** Whether a word of theirs counts of an answer that this tenant was given; empty: none that is known. */
        boolean mayJudge(String answered) {
            return platform || (!tenant.isEmpty() && tenant.equals(answered));
        }
    }
}
