package io.tiergate.laboratory.heads;

import io.tiergate.laboratory.evaluate.Auroc;
import io.tiergate.laboratory.evaluate.Bootstrap;
import io.tiergate.laboratory.evaluate.Calibration;
import io.tiergate.laboratory.heads.HeadReport.Counts;
import io.tiergate.laboratory.heads.HeadReport.Distance;
import io.tiergate.laboratory.heads.HeadReport.OfLabel;
import io.tiergate.laboratory.text.UnusableSetException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * Learns one head: the penalty by the loss on held-out prompts, a temperature and thresholds on the same, the weights on all that is for
 * learning, what it is worth on the test part. One use.
 */
public final class HeadTrainer {
    /** Share of a label's held-out prompts that its threshold must let through: a missed domain costs more than one assumed in vain. */
    public static final double TARGET_RECALL = 0.95;
    /** Share of held-out prompts within the bound of the distance. */
    public static final double SEEN_SHARE = 0.98;

    private static final double[] PENALTIES = {0.25, 0.0625, 0.016, 0.004, 0.001, 0.00025};

    private final EmbeddedPrompts prompts;
    private final String head;
    private final Split split;
    private final List<String> labels;

    private HeadTrainer(EmbeddedPrompts prompts, String head, Split split, List<String> labels) {
        this.prompts = prompts;
        this.head = head;
        this.split = split;
        this.labels = labels;
    }

    /**
     * Learns a head.
     *
     * @param head {@code task} or {@code domain}
     * @param seed of the split
     * @throws UnusableSetException if there is nothing to learn from, or to judge on
     */
    public static TrainedHead train(EmbeddedPrompts prompts, String head, long seed) throws UnusableSetException {
        Split all = Split.of(prompts.prompts(), seed);
        Split split = new Split(
                labelled(prompts, head, all.learn()),
                all.turns().stream()
                        .map(turn -> new Split.Turn(
                                labelled(prompts, head, turn.fit()), labelled(prompts, head, turn.held())))
                        .filter(turn -> !turn.held().isEmpty() && !turn.fit().isEmpty())
                        .toList(),
                labelled(prompts, head, all.test()));
        List<String> labels = split.learn().stream()
                .map(index -> label(prompts, head, index))
                .distinct()
                .sorted()
                .toList();
        if (labels.size() < 2) {
            throw new UnusableSetException(
                    labels.isEmpty()
                            ? "no prompt to learn from has a " + head
                            : "every prompt has the " + head + " `" + labels.getFirst() + "`",
                    "a head needs at least two labels");
        }
        if (split.turns().isEmpty() || split.test().isEmpty()) {
            throw new UnusableSetException(
                    "too few prompts have a " + head + " to hold some out", "give more; some fifty a label");
        }
        for (int index : split.test()) {
            if (!labels.contains(label(prompts, head, index))) {
                throw new UnusableSetException(
                        "the " + head + " `" + label(prompts, head, index) + "` is in the test part only",
                        "give prompts to learn it from, or take it out");
            }
        }
        return new HeadTrainer(prompts, head, split, labels).train();
    }

    private static List<Integer> labelled(EmbeddedPrompts prompts, String head, List<Integer> indices) {
        return indices.stream()
                .filter(index -> prompts.prompts().get(index).labels().containsKey(head))
                .toList();
    }

    private static String label(EmbeddedPrompts prompts, String head, int index) {
        return prompts.prompts().get(index).labels().getOrDefault(head, "");
    }

    /** Logits of prompts, and which label each should have; -1: one that nothing was learned from. */
    private record Seen(List<double[]> logits, List<Integer> labels) {
        double loss() {
            double loss = 0;
            int count = 0;
            for (int i = 0; i < labels.size(); i++) {
                if (labels.get(i) >= 0) {
                    loss += Softmax.logSumExp(logits.get(i)) - logits.get(i)[labels.get(i)];
                    count++;
                }
            }
            return count == 0 ? 0 : loss / count;
        }

        Seen times(double factor) {
            return new Seen(
                    logits.stream()
                            .map(one -> Arrays.stream(one)
                                    .map(logit -> logit * factor)
                                    .toArray())
                            .toList(),
                    labels);
        }

        double[] by(ToDoubleFunction<double[]> measure) {
            return logits.stream().mapToDouble(measure).toArray();
        }
    }

    private TrainedHead train() {
        double penalty = PENALTIES[0];
        Seen held = null;
        List<Softmax> fits = new ArrayList<>();
        split.turns().forEach(_ -> fits.add(Softmax.blank(prompts.width(), labels.size())));
        for (double tried : PENALTIES) {
            List<double[]> logits = new ArrayList<>();
            List<Integer> expected = new ArrayList<>();
            for (int i = 0; i < fits.size(); i++) {
                Split.Turn turn = split.turns().get(i);
                fits.set(i, fits.get(i).learn(examples(turn.fit()), tried));
                turn.held().forEach(index -> expected.add(labels.indexOf(label(prompts, head, index))));
                logits.addAll(logits(fits.get(i), turn.held()));
            }
            Seen seen = new Seen(logits, expected);
            if (held != null && seen.loss() >= held.loss()) {
                break;
            }
            held = seen;
            penalty = tried;
        }
        Seen chosen = held == null ? new Seen(List.of(), List.of()) : held;
        double factor = factor(chosen);
        Softmax softmax = Softmax.blank(prompts.width(), labels.size())
                .learn(examples(split.learn()), penalty)
                .times(factor);
        Seen scaled = chosen.times(factor);
        double bound = quantile(scaled.by(Measure.energy::of), SEEN_SHARE);
        return new TrainedHead(
                head,
                labels,
                prompts.edges(),
                prompts.width(),
                softmax,
                bound,
                report(softmax, penalty, 1 / factor, scaled, bound));
    }

    private Softmax.Examples examples(List<Integer> indices) {
        return new Softmax.Examples(
                indices.stream().map(prompts::vector).toArray(float[][]::new),
                indices.stream()
                        .mapToInt(index -> labels.indexOf(label(prompts, head, index)))
                        .toArray());
    }

    private List<double[]> logits(Softmax softmax, List<Integer> indices) {
        return indices.stream()
                .map(index -> softmax.logits(prompts.vector(index)))
                .toList();
    }

    /** What logits are multiplied by, so that the held-out prompts' labels are likeliest: the loss is convex in it. */
    private static double factor(Seen held) {
        double low = 0.1;
        double high = 10;
        while (high / low > 1.001) {
            double third = Math.cbrt(high / low);
            if (held.times(low * third).loss() < held.times(high / third).loss()) {
                high /= third;
            } else {
                low *= third;
            }
        }
        return Math.sqrt(low * high);
    }

    /** The smallest of the values that this share of them does not exceed. */
    private static double quantile(double[] values, double share) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[Math.min(sorted.length - 1, (int) Math.ceil(share * sorted.length) - 1)];
    }

    private HeadReport report(Softmax softmax, double penalty, double temperature, Seen held, double bound) {
        Seen test = new Seen(
                logits(softmax, split.test()),
                split.test().stream()
                        .map(index -> labels.indexOf(label(prompts, head, index)))
                        .toList());
        int count = test.labels().size();
        boolean[] right = new boolean[count];
        double[] sure = new double[count];
        double[] hits = new double[count];
        double[] ones = new double[count];
        int[] each = new int[labels.size()];
        for (int i = 0; i < count; i++) {
            int said = Softmax.likeliest(test.logits().get(i));
            right[i] = said == test.labels().get(i);
            hits[i] = right[i] ? 1 : 0;
            ones[i] = 1;
            sure[i] = Softmax.probability(test.logits().get(i), said);
            each[test.labels().get(i)]++;
        }
        List<OfLabel> ofLabels = new ArrayList<>();
        for (int k = 0; k < labels.size(); k++) {
            ofLabels.add(ofLabel(k, held, test, right));
        }
        return new HeadReport(
                new Counts(split.learn().size(), held.labels().size(), count, prompts.repeated()),
                penalty,
                temperature,
                Bootstrap.ratio(hits, ones),
                (double) Arrays.stream(each).max().orElse(0) / count,
                Calibration.of("*", head, sure, right),
                ofLabels,
                distance(softmax, test, bound));
    }

    private OfLabel ofLabel(int label, Seen held, Seen test, boolean[] right) {
        double threshold = threshold(label, held);
        int count = 0;
        int recalled = 0;
        int reach = 0;
        int reachOwn = 0;
        for (int i = 0; i < right.length; i++) {
            boolean own = test.labels().get(i) == label;
            boolean reaches = Softmax.probability(test.logits().get(i), label) >= threshold;
            count += own ? 1 : 0;
            recalled += own && right[i] ? 1 : 0;
            reach += reaches ? 1 : 0;
            reachOwn += reaches && own ? 1 : 0;
        }
        int learned = (int) split.learn().stream()
                .filter(index -> labels.get(label).equals(label(prompts, head, index)))
                .count();
        return new OfLabel(
                labels.get(label),
                learned,
                count,
                share(recalled, count),
                threshold,
                share(reachOwn, count),
                share(reachOwn, reach));
    }

    private static @Nullable Double share(int part, int whole) {
        return whole == 0 ? null : (double) part / whole;
    }

    /** By split conformal prediction (Vovk et al., 2005); with few prompts the least sure of them. Without any: 0, which all reach. */
    private static double threshold(int label, Seen held) {
        double[] own = new double[held.labels().size()];
        int count = 0;
        for (int i = 0; i < own.length; i++) {
            if (held.labels().get(i) == label) {
                own[count++] = Softmax.probability(held.logits().get(i), label);
            }
        }
        if (count == 0) {
            return 0;
        }
        Arrays.sort(own, 0, count);
        return own[Math.max(0, (int) ((count + 1) * (1 - TARGET_RECALL)) - 1)];
    }

    private Distance distance(Softmax softmax, Seen test, double bound) {
        List<Integer> unseen = new ArrayList<>();
        for (int i = 0; i < prompts.prompts().size(); i++) {
            if (prompts.prompts().get(i).unseen()) {
                unseen.add(i);
            }
        }
        double[] energy = test.by(Measure.energy::of);
        double beyond = beyond(energy, bound);
        if (unseen.isEmpty()) {
            return new Distance(bound, beyond, 0, null, null, null);
        }
        Seen strange = new Seen(logits(softmax, unseen), List.of());
        double[] strangeEnergy = strange.by(Measure.energy::of);
        return new Distance(
                bound,
                beyond,
                unseen.size(),
                beyond(strangeEnergy, bound),
                unseenFarther(energy, strangeEnergy),
                unseenFarther(test.by(Measure.largest_logit::of), strange.by(Measure.largest_logit::of)));
    }

    /** The chance that an unseen text is farther than one that is like those seen. */
    private static double unseenFarther(double[] seen, double[] unseen) {
        double[] distances =
                DoubleStream.concat(Arrays.stream(seen), Arrays.stream(unseen)).toArray();
        boolean[] isUnseen = new boolean[distances.length];
        Arrays.fill(isUnseen, seen.length, distances.length, true);
        return Auroc.of(distances, isUnseen);
    }

    private static double beyond(double[] distances, double bound) {
        return (double) Arrays.stream(distances).filter(one -> one > bound).count() / distances.length;
    }
}
