package io.tiergate.policy.answer;

import io.tiergate.policy.document.Digest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which answers to one request are equal. To say the same is not transitive, so an answer is held beside the first one of each group alone, and joins the
 * first group whose first it equals: whoever votes for an answer was compared with that very answer. Pure.
 */
public final class EqualAnswers {
    private EqualAnswers() {}

    /** Says whether two answers with other canonical forms are equal all the same. */
    @FunctionalInterface
    public interface Likeness {
        /** By their places in the list; the earlier one first. */
        boolean equal(int earlier, int later);
    }

    /**
     * What each answer is equal to: the canonical form of the first one that it equals, or its own.
     *
     * @param canonical digests of canonical forms, in the order of the answers; null: none could be read, which equals nothing
     */
    public static List<@Nullable Digest> of(List<@Nullable Digest> canonical, Likeness likeness) {
        List<@Nullable Digest> equal = new ArrayList<>(canonical.size());
        List<Integer> firsts = new ArrayList<>();
        for (int i = 0; i < canonical.size(); i++) {
            Digest own = canonical.get(i);
            Digest group = own == null ? null : group(canonical, firsts, i, own, likeness);
            if (own != null && group == null) {
                firsts.add(i);
            }
            equal.add(group == null ? own : group);
        }
        return equal;
    }

    private static @Nullable Digest group(
            List<@Nullable Digest> canonical, List<Integer> firsts, int index, Digest own, Likeness likeness) {
        for (int first : firsts) {
            Digest digest = canonical.get(first);
            if (digest != null && (digest.equals(own) || likeness.equal(first, index))) {
                return digest;
            }
        }
        return null;
    }
}
