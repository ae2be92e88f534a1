package io.tiergate.laboratory.evaluate;

import io.tiergate.laboratory.recorded.Case;
import io.tiergate.laboratory.train.EstimatesTrainer;
import io.tiergate.laboratory.train.Folds;
import io.tiergate.policy.catalog.Model;
import io.tiergate.policy.document.CompileResult;
import io.tiergate.policy.estimate.Estimates;
import io.tiergate.policy.estimate.EstimatesCompiler;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is judged, and how what is learned is kept from it.
 *
 * @param cases graded answers, each with an answer of every model that the policy may ask
 * @param models those that are learned of and that hybrid tasks may ask
 * @param variants the policy
 * @param settings how estimates are learned
 * @param folds at least 2
 * @param progress is told in a few words what goes on
 */
public record Study(
        List<Case> cases,
        List<Model> models,
        PolicyVariants variants,
        EstimatesTrainer.Settings settings,
        int folds,
        Consumer<String> progress) {
    public Study {
        cases = List.copyOf(cases);
        models = List.copyOf(models);
    }

    /** Judges one fold. */
    @FunctionalInterface
    interface Judge {
        /**
         * Judges.
         *
         * @param estimates not learned from this fold, unless they were given
         * @param learned the cases of the other folds
         * @param indices of the fold's cases
         */
        void judge(Estimates estimates, List<Case> learned, List<Integer> indices);
    }

    /**
     * Judges fold by fold.
     *
     * @param fixed estimates to use for all of them; null: learned from the other folds
     */
    void eachFold(@Nullable Estimates fixed, Judge judge) {
        Folds split = Folds.split(cases.size(), folds, settings.seed());
        for (int fold = 0; fold < folds; fold++) {
            progress.accept(
                    "fold " + (fold + 1) + " of " + folds + (fixed == null ? ": learning from the others" : ""));
            List<Case> learned = split.items(cases, fold, false);
            Estimates estimates =
                    fixed == null ? compiled(EstimatesTrainer.train(learned, models, settings, Map.of())) : fixed;
            judge.judge(estimates, learned, split.indices(fold, true));
        }
    }

    /** The same without one model in the pool; its answers stay, for tiers that serve as written. */
    Study without(Model model) {
        List<Model> others =
                models.stream().filter(other -> !other.equals(model)).toList();
        return new Study(
                cases, others, variants.pooled(others.stream().map(Model::id).toList()), settings, folds, progress);
    }

    /** Estimates as agents read them. */
    static Estimates compiled(byte[] document) {
        return switch (EstimatesCompiler.compile("estimates", document)) {
            case CompileResult.Compiled<Estimates>(var estimates, var same, var warnings) -> estimates;
            case CompileResult.Rejected<Estimates>(var problems) ->
                throw new IllegalStateException("what was trained does not compile: " + problems.getFirst());
        };
    }
}
