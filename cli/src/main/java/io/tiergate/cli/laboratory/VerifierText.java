package io.tiergate.cli.laboratory;

import io.tiergate.cli.terminal.JsonText;
import io.tiergate.cli.terminal.Table;
import io.tiergate.cli.terminal.Terminal;
import io.tiergate.laboratory.similarity.HitCurve;
import io.tiergate.laboratory.similarity.Hits;
import io.tiergate.laboratory.similarity.VerifierMember;
import io.tiergate.laboratory.similarity.VerifierReport;
import io.tiergate.laboratory.similarity.VerifierReport.OfKind;
import io.tiergate.laboratory.similarity.VerifierReport.Variant;
import io.tiergate.laboratory.similarity.VerifierTrial;
import io.tiergate.policy.similarity.Subject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a verifier is worth, for people and as JSON. */
final class VerifierText {
    /** Shares of wrong hits at which ways to decide are compared. */
    private static final List<Double> SHARES = List.of(0.01, 0.05, 0.1);

    private VerifierText() {}

    /** The option that says how many may be wrong. */
    static String option(Subject subject) {
        return "--" + subject.bound().replace('_', '-');
    }

    static Map<String, @Nullable Object> json(VerifierReport report, String from, String model) {
        VerifierReport.Counts counts = report.counts();
        return JsonText.object(
                "set",
                from,
                "model",
                model,
                "pairs",
                counts.pairs(),
                "same",
                counts.same(),
                "repeated",
                counts.repeated(),
                "vetoed",
                counts.vetoed(),
                "vetoed_same",
                counts.vetoedSame(),
                "folds",
                report.settings().folds(),
                "seed",
                report.settings().seed(),
                report.subject().bound(),
                Numbers.number(report.settings().maxWrongHits()),
                "confidence",
                Numbers.number(report.settings().confidence()),
                "hits_needed",
                report.hitsNeeded(),
                "penalty",
                Numbers.number(report.penalty()),
                "calibration_error",
                Numbers.number(report.calibration().ece()),
                "calibration_error_floor",
                Numbers.number(report.calibration().floor()),
                "shown",
                hits(report, report.shown()),
                "observed",
                hits(report, report.observed()),
                "variants",
                report.variants().stream()
                        .map(variant -> variant(report, variant))
                        .toList(),
                "kinds",
                kinds(report.kinds()));
    }

    private static List<Map<String, @Nullable Object>> kinds(List<OfKind> kinds) {
        return kinds.stream()
                .map(kind -> JsonText.object(
                        "kind", kind.kind(), "pairs", kind.pairs(), "same", kind.same(), "served", kind.served()))
                .toList();
    }

    private static Map<String, @Nullable Object> variant(VerifierReport report, Variant variant) {
        return JsonText.object(
                "name",
                variant.name(),
                "auc",
                Numbers.number(variant.auc()),
                "thresholds",
                VerifierMember.THRESHOLDS.stream()
                        .map(threshold -> hits(report, variant.curve().at(threshold)))
                        .toList(),
                "within",
                SHARES.stream()
                        .map(share -> JsonText.object(
                                report.subject().bound(),
                                Numbers.number(share),
                                "hits",
                                hits(report, variant.curve().observedWithin(share))))
                        .toList());
    }

    private static @Nullable Map<String, @Nullable Object> hits(VerifierReport report, @Nullable Hits hits) {
        return hits == null ? null : hits(hits, report.settings().confidence());
    }

    private static Map<String, @Nullable Object> hits(Hits hits, double confidence) {
        return JsonText.object(
                "threshold", Numbers.number(hits.threshold()),
                "right", hits.right(),
                "wrong", hits.wrong(),
                "wrong_share", Numbers.number(hits.wrongShare()),
                "wrong_share_at_most", Numbers.number(hits.atMost(confidence)));
    }

    static Map<String, @Nullable Object> json(VerifierTrial trial, String from, String model, double confidence) {
        return JsonText.object(
                "set", from,
                "model", model,
                "pairs", trial.pairs(),
                "same", trial.curve().same(),
                "confidence", Numbers.number(confidence),
                "served", hits(trial.served(), confidence),
                "thresholds",
                        VerifierMember.THRESHOLDS.stream()
                                .map(threshold -> hits(trial.curve().at(threshold), confidence))
                                .toList(),
                "cosine",
                        VerifierMember.THRESHOLDS.stream()
                                .map(threshold -> hits(trial.cosine().at(threshold), confidence))
                                .toList(),
                "kinds", kinds(trial.kinds()));
    }

    static String render(Terminal terminal, Subject subject, VerifierTrial trial, double confidence) {
        Hits served = trial.served();
        return trial.pairs() + " pairs, " + trial.curve().same() + " of them the same\n"
                + thresholds(terminal, trial.curve(), trial.cosine(), confidence)
                + takes(subject) + " from " + Numbers.number(served.threshold()) + " on: " + served.right()
                + " right and "
                + served.wrong() + " wrong hits, " + Numbers.percent(served.wrongShare()) + " wrong, at most "
                + Numbers.percent(served.atMost(confidence)) + " with " + Numbers.percent(confidence) + " confidence\n"
                + kindTable(trial.kinds()).render(terminal);
    }

    static String render(Terminal terminal, VerifierReport report) {
        return summary(terminal, report)
                + "\nright hits where this share of hits is wrong, as observed ("
                + report.curve().same()
                + " are possible):\n"
                + variants(terminal, report.variants())
                + "\n"
                + kinds(terminal, report);
    }

    /** What was learned from what, hits by threshold, and what may be served. */
    static String summary(Terminal terminal, VerifierReport report) {
        VerifierReport.Counts counts = report.counts();
        return counts.pairs() + " pairs, " + counts.same() + " of them the same; vetoes decide " + counts.vetoed()
                + ", "
                + counts.vetoedSame() + " of them the same\n"
                + "each pair is judged by what was learned from the other "
                + (report.settings().folds() - 1) + " of " + report.settings().folds() + " folds\n"
                + thresholds(
                        terminal,
                        report.curve(),
                        report.variants().getLast().curve(),
                        report.settings().confidence())
                + verdict(report) + "\n";
    }

    /** What pairs are called that are taken for the same. */
    static String taken(Subject subject) {
        return switch (subject) {
            case QUESTIONS -> "hits";
            case ANSWERS -> "equal answers";
        };
    }

    /** What the policy does with hits. */
    private static String takes(Subject subject) {
        return switch (subject) {
            case QUESTIONS -> "the policy serves";
            case ANSWERS -> "the policy takes for equal";
        };
    }

    private static String thresholds(Terminal terminal, HitCurve curve, HitCurve cosine, double confidence) {
        String atMost = ">AT MOST (" + Numbers.percent(confidence) + ")";
        Table table = Table.of(">FROM", ">RIGHT HITS", ">WRONG HITS", ">WRONG", atMost, ">BY COSINE: RIGHT", ">WRONG");
        for (double threshold : VerifierMember.THRESHOLDS) {
            Hits hits = curve.at(threshold);
            table.row(
                    threshold,
                    hits.right(),
                    hits.wrong(),
                    hits.served() == 0 ? "-" : Numbers.percent(hits.wrongShare()),
                    hits.served() == 0 ? "-" : Numbers.percent(hits.atMost(confidence)),
                    cosine.at(threshold).right(),
                    cosine.at(threshold).wrong());
        }
        return table.render(terminal);
    }

    private static String verdict(VerifierReport report) {
        Hits shown = report.shown();
        if (shown == null) {
            return notShown(report);
        }
        return "from " + Numbers.number(shown.threshold()) + " on " + shown.right() + " right and " + shown.wrong()
                + " wrong hits are served: at most "
                + Numbers.percent(shown.atMost(report.settings().confidence())) + " are wrong, with "
                + Numbers.percent(report.settings().confidence()) + " confidence";
    }

    /** Why the bound is not shown, and what was observed. */
    static String notShown(VerifierReport report) {
        Hits kept = report.observed();
        return "these pairs do not show that at most "
                + Numbers.percent(report.settings().maxWrongHits())
                + " of hits are wrong with " + Numbers.percent(report.settings().confidence())
                + " confidence: that takes " + report.hitsNeeded() + " hits without a wrong one"
                + (kept == null
                        ? ", and no threshold kept it even on these pairs"
                        : "; observed was " + kept.wrong() + " wrong of " + kept.served() + " from "
                                + Numbers.number(kept.threshold()) + " on, which may be up to "
                                + Numbers.percent(kept.atMost(report.settings().confidence())));
    }

    static String whatToDo(VerifierReport report) {
        String more = "give more pairs, or a laxer " + option(report.subject());
        return report.observed() == null
                ? more
                : more + "; --observed takes what was observed, and the policy's card says so";
    }

    private static String variants(Terminal terminal, List<Variant> variants) {
        Table table = Table.of("DECIDED BY", ">AUC", ">1%", ">5%", ">10%");
        for (Variant variant : variants) {
            table.row(
                    variant.name(),
                    Numbers.percent(variant.auc()),
                    right(variant.curve().observedWithin(SHARES.get(0))),
                    right(variant.curve().observedWithin(SHARES.get(1))),
                    right(variant.curve().observedWithin(SHARES.get(2))));
        }
        return table.render(terminal);
    }

    private static int right(@Nullable Hits hits) {
        return hits == null ? 0 : hits.right();
    }

    private static String kinds(Terminal terminal, VerifierReport report) {
        Hits chosen = report.chosen();
        if (chosen == null) {
            return "";
        }
        return "served from " + Numbers.number(chosen.threshold()) + " on"
                + (report.shown() == null ? ", which was observed and is not shown" : "") + ":\n"
                + kindTable(report.kinds()).render(terminal);
    }

    private static Table kindTable(List<OfKind> kinds) {
        Table table = Table.of("KIND", ">PAIRS", ">THE SAME", ">SERVED");
        kinds.forEach(
                kind -> table.row(kind.kind().isEmpty() ? "-" : kind.kind(), kind.pairs(), kind.same(), kind.served()));
        return table;
    }
}
