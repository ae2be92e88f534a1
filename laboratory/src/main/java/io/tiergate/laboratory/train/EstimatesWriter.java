package io.tiergate.laboratory.train;

import io.tiergate.policy.catalog.Model;
import io.tiergate.policy.cost.Price;
import io.tiergate.policy.document.CanonicalJson;
import io.tiergate.policy.document.Node;
import io.tiergate.policy.estimate.Latency;
import io.tiergate.policy.estimate.LinearModel;
import io.tiergate.policy.estimate.LinearModel.Weights;
import io.tiergate.policy.estimate.Posterior;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parts of an estimates document, as plain values. Numbers have five digits: more would be noise. */
final class EstimatesWriter {
    private static final MathContext DIGITS = new MathContext(5, RoundingMode.HALF_EVEN);

    private EstimatesWriter() {}

    /**
     * A model before it is asked.
     *
     * @param right share of right answers
     * @param outputTokens mean of an answer
     * @param latency how long it takes; null: not known
     */
    record Prior(
            double right, double outputTokens, @Nullable Latency latency) {}

    /**
     * What a document holds.
     *
     * @param tasks as {@link #task} gives them
     * @param ofOne by model: what its answer says of itself, for those without a posterior of their own
     * @param confidence by model: what its log-probabilities say of its answers
     * @param selfReports by model: what the grades say that it gives them itself
     */
    record Learned(
            List<Double> worths,
            Map<String, Object> tasks,
            List<Double> overall,
            List<Posterior> posteriors,
            Map<String, LinearModel> ofOne,
            Map<String, LinearModel> confidence,
            Map<String, LinearModel> selfReports) {}

    /** The document as canonical JSON. */
    static byte[] document(
            EstimatesTrainer.Settings settings, List<Model> models, Map<String, ?> card, Learned learned) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("estimates", settings.name());
        document.put("reference", settings.reference());
        document.put("card", card);
        document.put("models", origins(models));
        document.put("worths_usd", numbers(learned.worths()));
        document.put("tasks", learned.tasks());
        document.put("overall", numbers(learned.overall()));
        document.put(
                "posteriors",
                learned.posteriors().stream().map(EstimatesWriter::posterior).toList());
        document.put("alone", linear(learned.ofOne()));
        if (!learned.confidence().isEmpty()) {
            document.put("confidence", linear(learned.confidence()));
        }
        if (!learned.selfReports().isEmpty()) {
            document.put("self_reports", linear(learned.selfReports()));
        }
        return CanonicalJson.bytes(Node.of(document));
    }

    /** The card with what labels of traffic say of posteriors and of models' log-probabilities. */
    static Map<String, Object> corrected(Map<String, ?> card, Corrections corrections) {
        Map<String, Object> extended = new LinkedHashMap<>(card);
        extended.put("posteriors_in_traffic", corrected(corrections.ofPosteriors()));
        extended.put("confidence_in_traffic", corrected(corrections.ofConfidence()));
        extended.put("labels_that_move_nothing", corrections.unused());
        return extended;
    }

    private static List<Map<String, Object>> corrected(List<Corrections.Correction> corrections) {
        return corrections.stream()
                .map(one -> Map.<String, Object>of(
                        "seen", one.seen(),
                        "model", one.model(),
                        "task", one.group(),
                        "labels", one.labels(),
                        "mean_predicted", rounded(one.predicted()),
                        "mean_observed", rounded(one.observed()),
                        "log_odds_moved_by", rounded(one.shift())))
                .toList();
    }

    static Map<String, Object> task(int labels, Map<String, Prior> priors, StartTable.Rows rows) {
        Map<String, Object> byModel = new LinkedHashMap<>();
        priors.forEach((model, prior) -> byModel.put(model, prior(prior)));
        List<String> models = List.copyOf(priors.keySet());
        return Map.of(
                "labels",
                labels,
                "priors",
                byModel,
                "starts",
                rows.starts().stream().map(row -> start(row, models)).toList(),
                "reached",
                numbers(rows.reached()));
    }

    /** The models as they are now. */
    static Map<String, Object> origins(List<Model> models) {
        Map<String, Object> origins = new LinkedHashMap<>();
        for (Model model : models) {
            Price price = model.price();
            origins.put(
                    model.id(),
                    Map.of(
                            "name",
                            model.upstreamName(),
                            "prices",
                            Map.of(
                                    "input", Price.usdPerMillion(price.input()),
                                    "cached_input", Price.usdPerMillion(price.cachedInput()),
                                    "cache_write", Price.usdPerMillion(price.cacheWrite()),
                                    "output", Price.usdPerMillion(price.output()),
                                    "reasoning", Price.usdPerMillion(price.reasoning()))));
        }
        return origins;
    }

    private static Map<String, Object> prior(Prior prior) {
        Map<String, Object> written = new LinkedHashMap<>();
        written.put("right", rounded(prior.right()));
        written.put("output_tokens", rounded(prior.outputTokens()));
        Latency latency = prior.latency();
        if (latency != null) {
            written.put("latency_ms", Map.of("p50", latency.p50Millis(), "p95", latency.p95Millis()));
        }
        return written;
    }

    private static Map<String, Object> start(StartTable.Row row, List<String> models) {
        Map<String, Object> more = new LinkedHashMap<>();
        for (int m = 0; m < models.size(); m++) {
            StartTable.More after = row.more().get(m);
            if (after.share().stream().anyMatch(share -> share > 0)) {
                more.put(
                        models.get(m),
                        Map.of("share", numbers(after.share()), "output_tokens", numbers(after.tokens())));
            }
        }
        return Map.of("ask", row.ask(), "right", numbers(row.right()), "more", more);
    }

    static Map<String, Object> posterior(Posterior posterior) {
        return Map.of(
                "seen", posterior.seen(),
                "right", linear(posterior.right()),
                "output_tokens", linear(posterior.length()));
    }

    static Map<String, Object> linear(Map<String, LinearModel> byModel) {
        Map<String, Object> written = new LinkedHashMap<>();
        byModel.forEach((model, linear) -> {
            Map<String, Object> tasks = new LinkedHashMap<>();
            linear.tasks().forEach((task, weights) -> tasks.put(task, numbers(weights)));
            written.put(model, Map.of("shared", numbers(linear.shared()), "tasks", tasks));
        });
        return written;
    }

    static List<BigDecimal> numbers(List<Double> values) {
        return values.stream().map(EstimatesWriter::rounded).toList();
    }

    private static List<BigDecimal> numbers(Weights weights) {
        List<BigDecimal> numbers = new ArrayList<>();
        for (int i = 0; i < weights.size(); i++) {
            numbers.add(rounded(weights.get(i)));
        }
        return numbers;
    }

    /** Five digits, at most nine decimals. */
    static BigDecimal rounded(double value) {
        BigDecimal digits = new BigDecimal(value).round(DIGITS);
        BigDecimal fixed = digits.scale() > 9 ? digits.setScale(9, RoundingMode.HALF_EVEN) : digits;
        return fixed.signum() == 0 ? BigDecimal.ZERO : fixed;
    }
}
