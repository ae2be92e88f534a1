package io.tiergate.policy.predict;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a classifier said of a request: what decisions are made on, and so what records keep. Scores are whole millionths, so that a record
 * decides again as the request did. Immutable.
 *
 * @param model {@code sha256:HEX} of the model set; empty: nothing was said
 * @param unseen whether nothing like the text was seen in training: no evidence
 * @param scores by head and label: probability in millionths; labels below {@link #LEAST} are left out
 * @param failure why nothing was said, in a few words; empty where something was
 */
public record Predicted(String model, boolean unseen, Map<String, Map<String, Integer>> scores, String failure) {
    /** Smaller probabilities decide nothing. */
    public static final int LEAST = 1_000;

    private static final double MILLION = 1e6;

    public Predicted {
        Map<String, Map<String, Integer>> sorted = new TreeMap<>();
        scores.forEach((head, labels) -> sorted.put(head, Collections.unmodifiableMap(new TreeMap<>(labels))));
        scores = Collections.unmodifiableMap(sorted);
    }

    /** Nothing was said. */
    public static Predicted nothing(String why) {
        return new Predicted("", false, Map.of(), why);
    }

    /** A probability as records keep it. */
    public static int millionths(double probability) {
        return (int) Math.round(probability * MILLION);
    }
}
