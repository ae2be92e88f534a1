package io.tiergate.laboratory.similarity;

import io.tiergate.policy.similarity.Sign;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a policy says of a verifier: the bound, weights and threshold, and a card of what they are worth. */
public final class VerifierMember {
    /** Thresholds that the card, and tables, have a line for. */
    public static final List<Double> THRESHOLDS = List.of(0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98);

    private static final int DECIMALS = 4;
    private static final MathContext DIGITS = new MathContext(4);

    private VerifierMember() {}

    /**
     * Of a verifier.
     *
     * @param chosen threshold, one of {@code report}'s
     * @param model {@code sha256:HEX} of the model set whose embeddings it was learned from
     * @param from what the pairs were, for people
     */
    public static Map<String, Object> of(VerifierReport report, Hits chosen, String model, String from) {
        Map<String, Object> verifier = new LinkedHashMap<>();
        verifier.put("model", model);
        verifier.put(report.subject().bound(), number(report.settings().maxWrongHits()));
        verifier.put("threshold", BigDecimal.valueOf(chosen.threshold()));
        verifier.put("weights", weights(report));
        verifier.put("card", card(report, chosen, from));
        Map<String, Object> member = new LinkedHashMap<>();
        member.put(report.subject().bound(), number(report.settings().maxWrongHits()));
        member.put("verifier", verifier);
        return member;
    }

    private static Map<String, Object> weights(VerifierReport report) {
        Map<String, Object> weights = new LinkedHashMap<>();
        for (Map.Entry<Sign, Double> weight : report.verifier().weights().entrySet()) {
            BigDecimal rounded = BigDecimal.valueOf(weight.getValue()).setScale(DECIMALS, RoundingMode.HALF_EVEN);
            if (rounded.signum() != 0 || weight.getKey() == Sign.ONE) {
                weights.put(weight.getKey().label(), rounded);
            }
        }
        return weights;
    }

    private static Map<String, Object> card(VerifierReport report, Hits chosen, String from) {
        VerifierReport.Counts counts = report.counts();
        double confidence = report.settings().confidence();
        Map<String, Object> card = new LinkedHashMap<>();
        card.put("from", from);
        card.put("pairs", counts.pairs());
        card.put("same", counts.same());
        card.put("vetoed", counts.vetoed());
        card.put("folds", report.settings().folds());
        card.put("seed", report.settings().seed());
        card.put("penalty", number(report.penalty()));
        card.put("calibration_error", number(report.calibration().ece()));
        card.put("calibration_error_floor", number(report.calibration().floor()));
        card.put("bound", report.shown() == null ? "observed, not shown" : "shown");
        card.put("right_hits", chosen.right());
        card.put("wrong_hits", chosen.wrong());
        card.put("wrong_share_observed", number(chosen.wrongShare()));
        card.put("wrong_share_at_most", number(chosen.atMost(confidence)));
        card.put("confidence", number(confidence));
        List<Object> table = new ArrayList<>();
        for (double threshold : THRESHOLDS) {
            Hits hits = report.curve().at(threshold);
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("from", number(threshold));
            line.put("right", hits.right());
            line.put("wrong", hits.wrong());
            table.add(line);
        }
        card.put("hits", table);
        return card;
    }

    private static BigDecimal number(double value) {
        BigDecimal digits = new BigDecimal(value, DIGITS).stripTrailingZeros();
        return digits.scale() < 0 ? digits.setScale(0) : digits;
    }
}
