package io.tiergate.laboratory.heads;

import java.util.Map;

/**
 * A text with its labels.
 *
 * @param labels by head ({@code task}, {@code domain}); a head that is absent does not learn from it
 * @param part what the set says it is for
 * @param unseen none of the labels: it only measures how well such texts are told apart
 * @param group texts of one group, over the same passage say, are never learned from and judged at once; empty: it stands alone
 */
public record Prompt(String text, Map<String, String> labels, Part part, boolean unseen, String group) {
    /** The head that says what is to be done. */
    public static final String TASK = "task";
    /** The head that says what it is about. */
    public static final String DOMAIN = "domain";

    public Prompt {
        labels = Map.copyOf(labels);
    }

    /** A prompt that stands alone. */
    public Prompt(String text, Map<String, String> labels, Part part, boolean unseen) {
        this(text, labels, part, unseen, "");
    }

    /** What a prompt is for; each further from learning than the one before. */
    public enum Part {
        /** The set does not say. */
        ANY,
        /** Weights are learned from it. */
        LEARN,
        /** Penalty, temperature and thresholds are chosen on it. */
        HELD_OUT,
        /** It judges, and nothing else. */
        TEST
    }
}
