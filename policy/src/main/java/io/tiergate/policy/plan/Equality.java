package io.tiergate.policy.plan;

import io.tiergate.policy.answer.EqualAnswers;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.similarity.TextEquality;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which of a request's answers are equal, by their canonical forms and, of free texts, by how likely they say the same.
 *
 * @param texts when free texts are equal; null: only where they are the same text
 */
record Equality(@Nullable TextEquality texts) {
    /** The canonical form that each answer stands for; null: none could be read. */
    List<@Nullable Digest> of(List<AttemptResult> answers) {
        List<@Nullable Digest> canonical = new ArrayList<>(answers.size());
        answers.forEach(answer -> canonical.add(answer.canonical()));
        return EqualAnswers.of(canonical, (earlier, later) -> isAlike(answers.get(earlier), answers.get(later)));
    }

    /** Whether a later answer with another canonical form equals an earlier one. */
    boolean isAlike(AttemptResult earlier, AttemptResult later) {
        return Likeness.isEqual(later.alike(), earlier.number(), texts);
    }
}
