package io.tiergate.policy.predict;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a policy makes of one head's scores. Immutable.
 *
 * @param head the head's name in the model
 * @param atLeast probability in millionths below which the likeliest label is no evidence
 * @param thresholds by label: probability in millionths at which the label holds although another may be likelier; for recall of what must not
 *     be missed
 */
public record Prediction(String head, int atLeast, Map<String, Integer> thresholds) {
    public Prediction {
        thresholds = Map.copyOf(thresholds);
    }

    /** The label that holds; null: no evidence. Of several labels at their threshold that which is farthest above it, of equals the first by name. */
    public @Nullable String label(Predicted predicted) {
        Map<String, Integer> scores = predicted.scores().get(head);
        if (scores == null || predicted.unseen()) {
            return null;
        }
        String held = null;
        double most = 0;
        String likeliest = null;
        int best = atLeast - 1;
        for (Map.Entry<String, Integer> score : scores.entrySet()) {
            Integer threshold = thresholds.get(score.getKey());
            double times = threshold == null ? 0 : (double) score.getValue() / threshold;
            if (times >= 1 && times > most) {
                held = score.getKey();
                most = times;
            }
            if (threshold == null && score.getValue() > best) {
                likeliest = score.getKey();
                best = score.getValue();
            }
        }
        return held == null ? likeliest : held;
    }
}
