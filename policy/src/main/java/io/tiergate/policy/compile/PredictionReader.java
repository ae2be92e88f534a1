package io.tiergate.policy.compile;

import io.tiergate.policy.document.Fields;
import io.tiergate.policy.document.Node;
import io.tiergate.policy.document.Problems;
import io.tiergate.policy.predict.Predicted;
import io.tiergate.policy.predict.Prediction;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what a policy asks of the classifier. */
final class PredictionReader {
    private static final long MICROS_PER_MILLI = 1_000;

    private PredictionReader() {}

    static @Nullable Predictions read(Fields root, Problems problems) {
        Node.Text pin = root.mappingOrEmpty("pins").text("classifier");
        Fields predict = root.mapping("predict");
        if (predict == null) {
            if (pin != null && !root.mappingOrEmpty("cache").has("semantic")) {
                problems.warning(
                        pin.place(),
                        "the policy pins a classifier and asks it nothing",
                        "add `predict: { task: { head: task } }`, or remove the pin");
            }
            return null;
        }
        if (pin == null) {
            problems.warning(
                    predict.place(),
                    "the policy pins no classifier model: what is predicted changes when the node's default does",
                    "add `pins: { classifier: DIGEST }`; `tiergate classifier` says the digest");
        }
        return new Predictions(
                pin == null ? "" : pin.value(),
                prediction(predict.mapping("task")),
                prediction(predict.mapping("domain")),
                predict.millisOr("most", Predictions.MOST_MICROS / MICROS_PER_MILLI) * MICROS_PER_MILLI);
    }

    private static @Nullable Prediction prediction(@Nullable Fields written) {
        if (written == null) {
            return null;
        }
        Map<String, Integer> thresholds = new LinkedHashMap<>();
        Fields labels = written.mappingOrEmpty("thresholds");
        labels.names().forEach(label -> thresholds.put(label, millionths(labels, label, 1)));
        return new Prediction(written.textOr("head", ""), millionths(written, "at_least", 0.5), thresholds);
    }

    private static int millionths(Fields fields, String name, double absent) {
        Node.Numeral number = fields.number(name);
        return Predicted.millionths(number == null ? absent : number.value().doubleValue());
    }
}
