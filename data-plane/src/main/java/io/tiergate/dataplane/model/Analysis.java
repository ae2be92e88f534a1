package io.tiergate.dataplane.model;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What the classifier node said of one text, checked: every number is finite, every head's probabilities sum to 1. Immutable. */
public final class Analysis {
    private final String model;
    private final float[] embedding;
    private final Map<String, Scores> heads;
    private final @Nullable Double distance;
    private final boolean unseen;
    private final boolean whole;

    /**
     * An analysis.
     *
     * @param model {@code sha256:HEX} of the model set
     * @param embedding empty where none was asked for; not copied
     * @param heads by name
     * @param distance from what was seen in training; null where the model measures none
     * @param unseen whether it is beyond the model's bound
     * @param whole whether the model saw the whole text
     */
    public Analysis(
            String model,
            float[] embedding,
            Map<String, Scores> heads,
            @Nullable Double distance,
            boolean unseen,
            boolean whole) {
        this.model = model;
        this.embedding = embedding;
        this.heads = Map.copyOf(heads);
        this.distance = distance;
        this.unseen = unseen;
        this.whole = whole;
    }

    /** One head's probability for each label; they sum to 1. */
    public record Scores(List<String> labels, List<Float> probabilities) {
        public Scores {
            labels = List.copyOf(labels);
            probabilities = List.copyOf(probabilities);
            if (labels.isEmpty()
                    || labels.size() != probabilities.size()
                    || new HashSet<>(labels).size() < labels.size()) {
                throw new IllegalArgumentException(labels.size()
                        + " labels, all different, and as many probabilities, not " + probabilities.size());
            }
        }

        int likeliest() {
            int likeliest = 0;
            for (int i = 1; i < labels.size(); i++) {
                if (probabilities.get(i) > probabilities.get(likeliest)) {
                    likeliest = i;
                }
            }
            return likeliest;
        }
    }

    /** A head's likeliest label. */
    public record Prediction(String label, double probability) {}

    /** {@code sha256:HEX} of the model set that said it. */
    public String model() {
        return model;
    }

    /** How many numbers the embedding has; 0: there is none. */
    public int width() {
        return embedding.length;
    }

    /** A copy of the embedding. */
    public float[] embedding() {
        return embedding.clone();
    }

    /** By name of the head. */
    public Map<String, Scores> heads() {
        return heads;
    }

    /**
     * A head's likeliest label. Null is no evidence: the head did not run, nothing like the text was seen in training, or the label means
     * nothing to the policy.
     *
     * @param known whether the policy knows a label
     */
    public @Nullable Prediction predicted(String head, Predicate<String> known) {
        Scores scores = heads.get(head);
        if (scores == null || unseen) {
            return null;
        }
        int likeliest = scores.likeliest();
        String label = scores.labels().get(likeliest);
        return known.test(label) ? new Prediction(label, scores.probabilities().get(likeliest)) : null;
    }

    /** The probability that a head gives a label; null where it did not run or does not know it. */
    public @Nullable Double probability(String head, String label) {
        Scores scores = heads.get(head);
        int index = scores == null ? -1 : scores.labels().indexOf(label);
        return scores == null || index < 0
                ? null
                : Double.valueOf(scores.probabilities().get(index));
    }

    /** Distance from what was seen in training; null where the model measures none. */
    public @Nullable Double distance() {
        return distance;
    }

    /** Whether nothing like the text was seen in training. */
    public boolean unseen() {
        return unseen;
    }

    /** Whether the model saw the whole text. */
    public boolean whole() {
        return whole;
    }
}
