package io.tiergate.policy.plan;

import io.tiergate.policy.similarity.TextEquality;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How likely an answer says the same as an earlier attempt's.
 *
 * @param attempt number of the earlier attempt
 * @param ppm probability in millionths
 */
public record Likeness(int attempt, int ppm) {
    /**
     * Whether an answer counts as equal to that of an earlier attempt.
     *
     * @param alike how likely it says the same as earlier ones
     * @param equality null: free texts are equal only where they are the same text
     */
    public static boolean isEqual(List<Likeness> alike, int earlier, @Nullable TextEquality equality) {
        return equality != null
                && alike.stream().anyMatch(like -> like.attempt == earlier && equality.accepts(like.ppm));
    }
}
