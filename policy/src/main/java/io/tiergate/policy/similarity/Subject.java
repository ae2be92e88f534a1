package io.tiergate.policy.similarity;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What two texts are that are held side by side, and so what is looked at. */
public enum Subject {
    /** Two questions: whether an answer to one also answers the other. */
    QUESTIONS("max_wrong_hits"),
    /** Two answers to one question: whether they say the same. */
    ANSWERS("max_wrong");

    private static final Set<Sign> OF_ANSWERS_ALONE = EnumSet.range(Sign.CONTAINED, Sign.OUTCOME);

    /** Answers say more than questions: what only one of them names is no sign. */
    private static final Set<Sign> OF_QUESTIONS_ALONE = EnumSet.of(Sign.QUESTION, Sign.NAMES, Sign.IDENTIFIERS);

    private final String bound;

    Subject(String bound) {
        this.bound = bound;
    }

    /** Compares two texts, given the cosine of their embeddings. */
    public Comparison compare(String one, String other, double cosine) {
        return switch (this) {
            case QUESTIONS -> Comparison.of(one, other, cosine);
            case ANSWERS -> Comparison.ofAnswers(one, other, cosine);
        };
    }

    /** What documents call the share that may be wrong of what a verifier takes for the same. */
    public String bound() {
        return bound;
    }

    /** Its name for people. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What is seen of them, in order. */
    public List<Sign> signs() {
        return Arrays.stream(Sign.values()).filter(this::has).toList();
    }

    private boolean has(Sign sign) {
        return switch (this) {
            case QUESTIONS -> !OF_ANSWERS_ALONE.contains(sign);
            case ANSWERS -> !OF_QUESTIONS_ALONE.contains(sign);
        };
    }
}
