package io.tiergate.laboratory.similarity;

import io.tiergate.laboratory.evaluate.Auroc;
import io.tiergate.laboratory.evaluate.Calibration;
import io.tiergate.laboratory.similarity.Learner.Learned;
import io.tiergate.laboratory.similarity.VerifierReport.Counts;
import io.tiergate.laboratory.similarity.VerifierReport.OfKind;
import io.tiergate.laboratory.similarity.VerifierReport.Settings;
import io.tiergate.laboratory.similarity.VerifierReport.Variant;
import io.tiergate.laboratory.train.Folds;
import io.tiergate.policy.answer.AnswerSpec;
import io.tiergate.policy.answer.Answers;
import io.tiergate.policy.similarity.Sign;
import io.tiergate.policy.similarity.Subject;
import io.tiergate.policy.similarity.Veto;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Learns a verifier, chooses its threshold, and measures it beside others that see less. One use. */
public final class VerifierTrainer {
    private static final Set<Veto> ALL_VETOES = EnumSet.allOf(Veto.class);
    /** Of texts that no sign was read of. */
    private static final Set<Veto> UNREAD = EnumSet.of(Veto.PERSONAL_DATA, Veto.LONG, Veto.WORDLESS);

    /** What is likelier to be wrong than right is never served, however few pairs speak against it. */
    private static final double LEAST = 0.5;

    private final ComparedPairs pairs;
    private final List<Sign> signs;
    private final Settings settings;
    private final Folds folds;

    private VerifierTrainer(ComparedPairs pairs, Settings settings) {
        this.pairs = pairs;
        this.signs = pairs.subject().signs();
        this.settings = settings;
        this.folds = PairFolds.split(pairs.pairs(), settings.folds(), settings.seed());
    }

    /** Learns and measures. */
    public static VerifierReport train(ComparedPairs pairs, Settings settings) {
        return new VerifierTrainer(pairs, settings).train();
    }

    private VerifierReport train() {
        Learned learned = new Learner(pairs, folds, signs, ALL_VETOES).learn();
        HitCurve curve = HitCurve.of(learned.scores(), pairs.labels());
        Hits shown = curve.from(LEAST).shownWithin(settings.maxWrongHits(), settings.confidence());
        Hits observed = curve.from(LEAST).observedWithin(settings.maxWrongHits());
        return new VerifierReport(
                pairs.subject(),
                learned.verifier(),
                settings,
                counts(),
                learned.penalty(),
                curve,
                calibration(learned.scores()),
                shown,
                observed,
                variants(learned),
                kinds(learned.scores(), shown == null ? observed : shown));
    }

    private List<OfKind> kinds(double[] scores, @Nullable Hits chosen) {
        return OfKind.count(pairs, scores, chosen == null ? Double.POSITIVE_INFINITY : chosen.threshold());
    }

    private Counts counts() {
        int same = 0;
        int vetoed = 0;
        int vetoedSame = 0;
        for (int i = 0; i < pairs.size(); i++) {
            boolean isSame = pairs.pair(i).same();
            boolean isVetoed = pairs.comparison(i).veto() != null;
            same += isSame ? 1 : 0;
            vetoed += isVetoed ? 1 : 0;
            vetoedSame += isVetoed && isSame ? 1 : 0;
        }
        return new Counts(pairs.size(), same, vetoed, vetoedSame, pairs.repeated());
    }

    private Calibration calibration(double[] scores) {
        int[] decided = new int[scores.length];
        int count = 0;
        for (int i = 0; i < scores.length; i++) {
            if (pairs.comparison(i).veto() == null) {
                decided[count++] = i;
            }
        }
        double[] probability = new double[count];
        boolean[] right = new boolean[count];
        for (int i = 0; i < count; i++) {
            probability[i] = scores[decided[i]];
            right[i] = pairs.pair(decided[i]).same();
        }
        return Calibration.of(Calibration.ALL, "verifier", probability, right);
    }

    private List<Variant> variants(Learned learned) {
        List<Variant> variants = new ArrayList<>();
        variants.add(variant("verifier", learned.scores()));
        for (Guard guard : Guard.of(pairs.subject())) {
            variants.add(variant("without " + guard.name(), without(guard, learned.penalty())));
        }
        variants.add(variant(
                "without vetoes",
                new Learner(pairs, folds, signs, UNREAD)
                        .learn(learned.penalty())
                        .scores()));
        double[] cosines = pairs.cosines();
        for (int i = 0; i < cosines.length; i++) {
            cosines[i] = pairs.comparison(i).veto() == null ? cosines[i] : 0;
        }
        variants.add(variant("cosine and vetoes", cosines));
        if (pairs.subject() == Subject.ANSWERS) {
            variants.add(variant("the same text", sameText()));
        }
        variants.add(variant("cosine alone", pairs.cosines()));
        return variants;
    }

    /** Scores of one that is blind to a guard: to its signs, and to the veto of the same name. */
    private double[] without(Guard guard, double penalty) {
        List<Sign> others =
                signs.stream().filter(sign -> !guard.signs().contains(sign)).toList();
        Set<Veto> vetoes = EnumSet.copyOf(ALL_VETOES);
        vetoes.removeIf(veto -> veto.label().equals(guard.name()));
        return new Learner(pairs, folds, others, vetoes).learn(penalty).scores();
    }

    /** What answers of kind text are compared by where no verifier is there. */
    private double[] sameText() {
        double[] scores = new double[pairs.size()];
        for (int i = 0; i < scores.length; i++) {
            TextPair pair = pairs.pair(i);
            boolean same =
                    Answers.canonical(AnswerSpec.TEXT, pair.a()).equals(Answers.canonical(AnswerSpec.TEXT, pair.b()));
            scores[i] = same ? 1 : 0;
        }
        return scores;
    }

    private Variant variant(String name, double[] scores) {
        return new Variant(name, Auroc.of(scores, pairs.labels()), HitCurve.of(scores, pairs.labels()));
    }
}
