package io.tiergate.cli.laboratory;

import io.tiergate.cli.terminal.JsonText;
import io.tiergate.cli.terminal.Table;
import io.tiergate.cli.terminal.Terminal;
import io.tiergate.laboratory.heads.HeadReport;
import io.tiergate.laboratory.heads.HeadReport.OfLabel;
import io.tiergate.laboratory.heads.Prompt;
import io.tiergate.laboratory.heads.TrainedHead;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What heads are worth, for people and as JSON. */
final class HeadsText {
    /** Beyond, a table of labels is no longer read: the worst are shown. */
    private static final int ROWS = 20;

    /** What a policy takes. */
    private static final double LEAST_THRESHOLD = 0.001;

    private HeadsText() {}

    static List<Map<String, @Nullable Object>> json(List<TrainedHead> heads) {
        return heads.stream().map(HeadsText::json).toList();
    }

    private static Map<String, @Nullable Object> json(TrainedHead head) {
        HeadReport report = head.report();
        return JsonText.object(
                "head", head.name(),
                "labels", head.labels().size(),
                "learn", report.counts().learn(),
                "held_out", report.counts().held(),
                "test", report.counts().test(),
                "penalty", report.penalty(),
                "temperature", rounded(report.temperature()),
                "accuracy", rounded(report.accuracy().value()),
                "accuracy_low", rounded(report.accuracy().low()),
                "accuracy_high", rounded(report.accuracy().high()),
                "commonest_label", rounded(report.commonest()),
                "ece", rounded(report.calibration().ece()),
                "ece_floor", rounded(report.calibration().floor()),
                "test_beyond_bound", rounded(report.distance().beyond()),
                "unseen", report.distance().unseen(),
                "unseen_beyond_bound", rounded(report.distance().unseenBeyond()),
                "auroc_energy", rounded(report.distance().energyAuroc()),
                "auroc_largest_logit", rounded(report.distance().largestLogitAuroc()),
                "recall",
                        report.labels().stream()
                                .map(label -> JsonText.object(
                                        "label", label.label(),
                                        "test", label.test(),
                                        "recall", rounded(label.recall()),
                                        "threshold", rounded(label.threshold()),
                                        "threshold_recall", rounded(label.thresholdRecall()),
                                        "threshold_precision", rounded(label.thresholdPrecision())))
                                .toList());
    }

    /**
     * The lines of a policy that asks these heads: domains at the thresholds that were calibrated for recall, but for the commonest, and for those whose
     * threshold every text would reach.
     */
    static String asPolicy(List<TrainedHead> heads, String digest) {
        StringBuilder text =
                new StringBuilder("pins: { classifier: \"").append(digest).append("\" }\npredict:\n");
        for (TrainedHead head : heads) {
            text.append("  ").append(head.name()).append(": { head: ").append(head.name());
            String thresholds = head.name().equals(Prompt.DOMAIN) ? thresholds(head.report()) : "";
            text.append(thresholds.isEmpty() ? " }\n" : ", thresholds: { " + thresholds + " } }\n");
        }
        return text.toString();
    }

    private static String thresholds(HeadReport report) {
        String commonest = report.labels().stream()
                .max(Comparator.comparingInt(OfLabel::learn))
                .map(OfLabel::label)
                .orElse("");
        return report.labels().stream()
                .filter(label -> !label.label().equals(commonest) && label.threshold() >= LEAST_THRESHOLD)
                .map(label -> JsonText.compact(label.label()) + ": " + rounded(label.threshold()))
                .collect(Collectors.joining(", "));
    }

    static String render(Terminal terminal, List<TrainedHead> heads) {
        StringBuilder text = new StringBuilder();
        for (TrainedHead head : heads) {
            render(terminal, head, text);
        }
        return text.toString();
    }

    private static void render(Terminal terminal, TrainedHead head, StringBuilder text) {
        HeadReport report = head.report();
        text.append(head.name())
                .append(": ")
                .append(head.labels().size())
                .append(" labels, learned from ")
                .append(report.counts().learn())
                .append(" prompts, judged on ")
                .append(report.counts().test())
                .append(" others\n  accuracy ")
                .append(rounded(report.accuracy().value()))
                .append(" [")
                .append(rounded(report.accuracy().low()))
                .append(", ")
                .append(rounded(report.accuracy().high()))
                .append("], always the commonest label ")
                .append(rounded(report.commonest()))
                .append("\n  calibration error ")
                .append(rounded(report.calibration().ece()))
                .append(", of a perfect predictor on as many ")
                .append(rounded(report.calibration().floor()))
                .append("\n  beyond the bound of the distance ")
                .append(rounded(report.distance().beyond()))
                .append('\n');
        if (report.distance().unseen() > 0) {
            text.append("  unseen texts ")
                    .append(report.distance().unseen())
                    .append(": AUROC by energy ")
                    .append(rounded(report.distance().energyAuroc()))
                    .append(", by the largest logit ")
                    .append(rounded(report.distance().largestLogitAuroc()))
                    .append("; beyond the bound ")
                    .append(rounded(report.distance().unseenBeyond()))
                    .append('\n');
        }
        text.append(labels(terminal, report.labels()));
    }

    private static String labels(Terminal terminal, List<OfLabel> labels) {
        Table table =
                Table.of("LABEL", ">LEARN", ">TEST", ">RECALL", ">THRESHOLD", ">RECALL THERE", ">PRECISION THERE");
        labels.stream()
                .sorted((a, b) -> labels.size() <= ROWS ? 0 : Double.compare(sortedBy(a), sortedBy(b)))
                .limit(ROWS)
                .forEach(one -> table.row(
                        one.label(),
                        one.learn(),
                        one.test(),
                        shown(one.recall()),
                        shown(one.threshold()),
                        shown(one.thresholdRecall()),
                        shown(one.thresholdPrecision())));
        return (labels.size() > ROWS ? "  the " + ROWS + " labels of least recall:\n" : "") + table.render(terminal);
    }

    private static double sortedBy(OfLabel label) {
        return label.recall() == null ? 2 : label.recall();
    }

    private static String shown(@Nullable Double value) {
        return value == null ? "not judged" : String.valueOf(rounded(value));
    }

    private static @Nullable BigDecimal rounded(@Nullable Double value) {
        return value == null ? null : BigDecimal.valueOf(value).setScale(3, RoundingMode.HALF_UP);
    }
}
