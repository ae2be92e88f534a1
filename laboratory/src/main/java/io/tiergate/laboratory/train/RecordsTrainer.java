package io.tiergate.laboratory.train;

import io.tiergate.laboratory.traffic.Lessons;
import io.tiergate.laboratory.traffic.Observed;
import io.tiergate.laboratory.traffic.Share;
import io.tiergate.policy.catalog.Model;
import io.tiergate.policy.estimate.LinearModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Learns an estimates document from labels of traffic alone: how often each model is right in each task, each model as a start of its own, and, where
 * enough answers were labelled that nothing had selected, what a model's answer says of itself. What answers say of each other is not in it:
 * traffic that asks several models labels one of their answers.
 */
public final class RecordsTrainer {
    /** A model's answer is learned to speak for itself from so many labels. */
    private static final int SPEAKING = 100;

    private final List<Model> models;
    private final EstimatesTrainer.Settings settings;
    private final Lessons traffic;

    private RecordsTrainer(List<Model> models, EstimatesTrainer.Settings settings, Lessons traffic) {
        this.models = models.stream()
                .filter(model -> shares(traffic, model.id()).size() > 0)
                .toList();
        this.settings = settings;
        this.traffic = traffic;
    }

    /**
     * Learns.
     *
     * @param models what may be asked, in order; those without a label are left out
     * @param traffic with a label of the reference
     * @param card what people should know; becomes part of the document
     * @return the document as canonical JSON
     */
    public static byte[] train(
            List<Model> models, EstimatesTrainer.Settings settings, Lessons traffic, Map<String, ?> card) {
        return new RecordsTrainer(models, settings, traffic).document(card);
    }

    /** All labels of a group. */
    static int labels(Map<String, Share> shares) {
        return Math.max(1, shares.values().stream().mapToInt(Share::labels).sum());
    }

    private static List<Share> shares(Lessons traffic, String model) {
        return traffic.shares().values().stream()
                .map(byModel -> byModel.get(model))
                .filter(Objects::nonNull)
                .toList();
    }

    private byte[] document(Map<String, ?> card) {
        List<Double> worths = EstimatesTrainer.worths(traffic.referenceMicros() / 1e6);
        PlainStarts starts = new PlainStarts(models, settings.reference(), worths, traffic.inputTokens());
        Map<String, Object> tasks = new TreeMap<>();
        Map<String, Map<String, EstimatesWriter.Prior>> priors = new TreeMap<>();
        traffic.shares().forEach((group, shares) -> {
            Map<String, EstimatesWriter.Prior> own = priors(group);
            priors.put(group, own);
            tasks.put(group, EstimatesWriter.task(labels(shares), own, starts.of(own)));
        });
        return EstimatesWriter.document(
                settings,
                models,
                card,
                new EstimatesWriter.Learned(
                        worths, tasks, overall(priors, starts, worths), List.of(), alone(), Map.of(), Map.of()));
    }

    private Map<String, EstimatesWriter.Prior> priors(String group) {
        Map<String, EstimatesWriter.Prior> priors = new LinkedHashMap<>();
        for (Model model : models) {
            List<Share> all = shares(traffic, model.id());
            double labels = all.stream().mapToDouble(Share::effective).sum();
            double right = all.stream()
                    .mapToDouble(share -> share.right() * share.effective())
                    .sum();
            double tokens =
                    all.stream().mapToDouble(Share::outputTokens).average().orElse(0);
            priors.put(model.id(), Priors.of(right / labels, traffic.share(group, model.id()), tokens));
        }
        return priors;
    }

    /** Each task counts as often as it was asked. */
    private List<Double> overall(
            Map<String, Map<String, EstimatesWriter.Prior>> priors, PlainStarts starts, List<Double> worths) {
        List<Double> reached = new ArrayList<>();
        double highest = 0;
        for (double worth : worths) {
            double right = 0;
            double referenceRight = 0;
            for (Map.Entry<String, Map<String, EstimatesWriter.Prior>> group : priors.entrySet()) {
                long requests = traffic.shares().getOrDefault(group.getKey(), Map.of()).values().stream()
                        .mapToLong(Share::requests)
                        .sum();
                right += requests * starts.best(group.getValue(), worth);
                referenceRight += requests * starts.referenceRight(group.getValue());
            }
            highest = Math.max(highest, right / referenceRight);
            reached.add(highest);
        }
        return reached;
    }

    private Map<String, LinearModel> alone() {
        Map<String, LinearModel> alone = new TreeMap<>();
        for (Model model : models) {
            List<Observed> own = traffic.observed().stream()
                    .filter(one -> one.unselected() && one.model().equals(model.id()))
                    .toList();
            if (own.size() >= SPEAKING) {
                alone.put(model.id(), speaking(model.id(), own));
            }
        }
        return alone;
    }

    private static LinearModel speaking(String model, List<Observed> labels) {
        List<double[]> rows = new ArrayList<>();
        boolean[] right = new boolean[labels.size()];
        for (int i = 0; i < right.length; i++) {
            rows.add(labels.get(i).evidence().features(List.of(model)));
            right[i] = labels.get(i).right();
        }
        return new Regression(rows, labels.stream().map(Observed::group).toList()).logistic(right);
    }
}
