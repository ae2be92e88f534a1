package io.tiergate.policy.compile;

import io.tiergate.policy.document.Fields;
import io.tiergate.policy.document.Node;
import io.tiergate.policy.document.Problems;
import io.tiergate.policy.similarity.SemanticSettings;
import io.tiergate.policy.similarity.Sign;
import io.tiergate.policy.similarity.Verifier;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads when an answer to a similar question may be served. */
final class SemanticReader {
    private static final String CALIBRATE =
            "run `tiergate calibrate cache`, which writes it from labelled pairs of questions";

    private final Fields root;
    private final Fields cache;
    private final Problems problems;

    private SemanticReader(Fields root, Problems problems) {
        this.root = root;
        this.cache = root.mappingOrEmpty("cache");
        this.problems = problems;
    }

    /** Null: the policy does not want it, or says it wrongly, which is a problem then. */
    static @Nullable SemanticSettings read(Fields root, Problems problems) {
        SemanticReader reader = new SemanticReader(root, problems);
        Fields semantic = reader.cache.mapping("semantic");
        return semantic == null ? null : reader.settings(semantic);
    }

    private @Nullable SemanticSettings settings(Fields semantic) {
        checkSurroundings();
        Fields verifier = semantic.mapping("verifier");
        if (verifier == null) {
            if (!semantic.has("verifier")) {
                problems.error(
                        cache.placeOf("semantic"),
                        "there is no `verifier`: nothing says which questions are the same",
                        CALIBRATE);
            }
            return null;
        }
        Node.Numeral bound = semantic.number("max_wrong_hits");
        checkBound(bound, verifier);
        checkModel(verifier);
        return new SemanticSettings(
                real(bound),
                verifier.textOr("model", ""),
                real(verifier.number("threshold")),
                new Verifier(weights(verifier.mappingOrEmpty("weights"))));
    }

    private void checkSurroundings() {
        if (!cache.flagOr("exact", false)) {
            problems.error(
                    cache.placeOf("semantic"),
                    "similar questions are looked for among answers that are cached, and `exact` is not true",
                    "add `exact: true`, or remove `semantic`");
        }
        if (cache.textOr("share", "tenant").equals("policy")) {
            problems.warning(
                    cache.placeOf("share"),
                    "a tenant may get what another tenant's question was answered with, though its own was worded otherwise",
                    "remove `share: policy` unless tenants may see each other's answers");
        }
    }

    /** A verifier whose threshold was chosen for more wrong hits than the policy tolerates would serve them. */
    private void checkBound(Node.@Nullable Numeral bound, Fields verifier) {
        Node.Numeral calibrated = verifier.number("max_wrong_hits");
        if (bound != null && calibrated != null && calibrated.value().compareTo(bound.value()) > 0) {
            problems.error(
                    calibrated.place(),
                    "the verifier was calibrated for `max_wrong_hits` " + calibrated.value()
                            + ", laxer than the cache's " + bound.value(),
                    "run `tiergate calibrate cache --max-wrong-hits " + bound.value() + "`");
        }
    }

    /** The node embeds and predicts in one call, with one model. */
    private void checkModel(Fields verifier) {
        Node.Text pin = root.mappingOrEmpty("pins").text("classifier");
        Node.Text model = verifier.text("model");
        if (pin != null && model != null && !pin.value().equals(model.value())) {
            problems.error(
                    model.place(),
                    "the verifier was fitted on another model's embeddings than those of the classifier that the policy pins",
                    "run `tiergate calibrate cache` with the pinned model, or pin this one");
        }
    }

    private static Map<Sign, Double> weights(Fields written) {
        Map<Sign, Double> weights = new EnumMap<>(Sign.class);
        for (Sign sign : Sign.values()) {
            Node.Numeral weight = written.number(sign.label());
            if (weight != null) {
                weights.put(sign, weight.value().doubleValue());
            }
        }
        return weights;
    }

    private static double real(Node.@Nullable Numeral number) {
        return number == null ? 0 : number.value().doubleValue();
    }
}
