package io.tiergate.laboratory.heads;

import io.tiergate.laboratory.evaluate.Bootstrap;
import io.tiergate.laboratory.evaluate.Calibration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a head was learned from and what it is worth on prompts that it has not seen.
 *
 * @param counts of prompts
 * @param penalty that held-out prompts chose
 * @param temperature what logits were divided by, so that probabilities hold on held-out prompts
 * @param accuracy on the test part, with its 95 % interval
 * @param commonest share of the test part that has its most common label: what saying always that one would reach
 * @param calibration of the probability of the likeliest label, on the test part
 * @param labels in the head's order
 * @param distance how well unseen texts are told apart
 */
public record HeadReport(
        Counts counts,
        double penalty,
        double temperature,
        Bootstrap.Interval accuracy,
        double commonest,
        Calibration calibration,
        List<OfLabel> labels,
        Distance distance) {
    public HeadReport {
        labels = List.copyOf(labels);
    }

    /**
     * How many prompts.
     *
     * @param learn learned from
     * @param held choices were made on; some of those learned from, in turn, where the set does not say
     * @param test judged on
     * @param repeated left out, as the set repeats them
     */
    public record Counts(int learn, int held, int test, int repeated) {}

    /**
     * One label.
     *
     * @param learn prompts learned from
     * @param test prompts judged on
     * @param recall share of these that got it; null: none was judged
     * @param threshold probability from which on the label may be assumed, so that {@link HeadTrainer#TARGET_RECALL} of its held-out
     *     prompts reach it
     * @param thresholdRecall share of its test prompts that reach it
     * @param thresholdPrecision share of the test prompts that reach it whose label it is; null: none reaches it
     */
    public record OfLabel(
            String label,
            int learn,
            int test,
            @Nullable Double recall,
            double threshold,
            @Nullable Double thresholdRecall,
            @Nullable Double thresholdPrecision) {}

    /**
     * Energy, and beside it the largest logit.
     *
     * @param bound {@link HeadTrainer#SEEN_SHARE} of held-out prompts lie within
     * @param beyond share of test prompts beyond it, though they have a label
     * @param unseen how many unseen texts the set has; 0: what follows is null
     * @param unseenBeyond share of these beyond it
     * @param energyAuroc chance that an unseen text has more energy than one with a label
     * @param largestLogitAuroc the same by the largest logit
     */
    public record Distance(
            double bound,
            double beyond,
            int unseen,
            @Nullable Double unseenBeyond,
            @Nullable Double energyAuroc,
            @Nullable Double largestLogitAuroc) {}
}
