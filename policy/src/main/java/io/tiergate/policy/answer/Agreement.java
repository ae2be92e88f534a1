package io.tiergate.policy.answer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether enough of the targets that were asked at once gave the same answer. */
public sealed interface Agreement {
    /**
     * Enough did.
     *
     * @param servedIndex the first listed target that gave the answer most of them gave
     * @param votes how many gave it
     */
    record Agreed(int servedIndex, int votes) implements Agreement {}

    /**
     * Too few did.
     *
     * @param bestVotes how many gave the commonest answer; 0 when none could be read
     */
    record Disagreed(int bestVotes) implements Agreement {}

    /**
     * Counts votes. Of two answers with equal votes the one listed first wins.
     *
     * @param answers canonical answers or their digests, in the order in which the policy lists the targets; empty: none could be read, which agrees with
     *     nothing
     * @param agree how many must agree, at least 1
     */
    static Agreement of(List<? extends Optional<?>> answers, int agree) {
        if (agree < 1) {
            throw new IllegalArgumentException("at least one answer must agree, not " + agree);
        }
        Map<Object, Integer> votes = new HashMap<>();
        for (Optional<?> answer : answers) {
            answer.ifPresent(given -> votes.merge(given, 1, Integer::sum));
        }
        int served = -1;
        int best = 0;
        for (int i = 0; i < answers.size(); i++) {
            int count =
                    answers.get(i).map(given -> votes.getOrDefault(given, 0)).orElse(0);
            if (count > best) {
                best = count;
                served = i;
            }
        }
        return best >= agree ? new Agreed(served, best) : new Disagreed(best);
    }
}
