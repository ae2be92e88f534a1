package io.tiergate.policy.plan;

import io.tiergate.policy.answer.AnswerTraits;
import io.tiergate.policy.compile.Target;
import io.tiergate.policy.estimate.Evidence;
import io.tiergate.policy.estimate.Posterior;
import io.tiergate.policy.rule.Features;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a hybrid plan does next, given the answers so far: serve the one that is likeliest to be right, or ask one more model, whichever is
 * worth more less its cost. A pure function of plan, features, results and what is known to be down.
 */
final class Deliberation {
    private final Plan plan;
    private final Weighing weighing;
    private final Features features;
    private final List<AttemptResult> answered;
    private final Set<String> unavailable;
    private final Set<String> tried = new LinkedHashSet<>();

    Deliberation(
            Plan plan, Weighing weighing, Features features, List<AttemptResult> results, Set<String> unavailable) {
        this.plan = plan;
        this.weighing = weighing;
        this.features = features;
        this.answered = results.stream()
                .filter(result -> result.ending() == Ending.ANSWERED)
                .toList();
        this.unavailable = unavailable;
        results.forEach(result -> tried.add(result.target().id()));
    }

    /** What to do. */
    sealed interface Choice {
        /** Ask the models of that rung. */
        record Ask(int rung) implements Choice {}

        /** Serve the answer of that attempt. */
        record Serve(int attempt) implements Choice {}

        /** Nothing was learned that helps here: on with the plan's safe rungs. */
        record GoOn() implements Choice {}
    }

    Choice choose() {
        if (answered.isEmpty()) {
            return begin();
        }
        Posterior.At posterior = posterior();
        if (posterior == null) {
            // Nothing was learned of these answers together: the one that was asked because of the others is served.
            AttemptResult last = answered.getLast();
            return last.passed() ? new Choice.Serve(last.number()) : new Choice.GoOn();
        }
        Choice best = new Choice.GoOn();
        double bestValue = Double.NEGATIVE_INFINITY;
        AttemptResult served = likeliest(posterior);
        if (served != null) {
            bestValue = weighing.worthUsd() * right(posterior, served.target());
            best = new Choice.Serve(served.number());
        }
        for (int rung = 0; rung < weighing.safe(); rung++) {
            Double value = valueOfAsking(plan.rungs().get(rung), posterior);
            if (value != null && value > bestValue) {
                bestValue = value;
                best = new Choice.Ask(rung);
            }
        }
        return best;
    }

    /** The attempt whose answer passed every check and is likeliest to be right; 0: none passed. */
    int likeliest() {
        Posterior.At posterior = answered.isEmpty() ? null : posterior();
        if (posterior == null) {
            return answered.reversed().stream()
                    .filter(AttemptResult::passed)
                    .mapToInt(AttemptResult::number)
                    .findFirst()
                    .orElse(0);
        }
        AttemptResult likeliest = likeliest(posterior);
        return likeliest == null ? 0 : likeliest.number();
    }

    private @Nullable AttemptResult likeliest(Posterior.At posterior) {
        AttemptResult best = null;
        for (AttemptResult result : answered) {
            if (result.passed()
                    && (best == null || right(posterior, result.target()) > right(posterior, best.target()))) {
                best = result;
            }
        }
        return best;
    }

    private static double right(Posterior.At posterior, Target target) {
        return posterior.right(target.id()).orElse(0);
    }

    private Posterior.@Nullable At posterior() {
        Set<String> seen = new HashSet<>();
        answered.forEach(result -> seen.add(result.target().id()));
        Posterior posterior = weighing.estimates().posterior(seen);
        return posterior == null ? null : posterior.at(weighing.task(), evidence());
    }

    /** The first way to begin of which no model was tried or is down. */
    private Choice begin() {
        for (Weighing.Sequence sequence : weighing.sequences()) {
            List<Target> targets = plan.rungs().get(sequence.rung()).targets();
            if (targets.stream().allMatch(target -> isOpen(target.id()))) {
                return new Choice.Ask(sequence.rung());
            }
        }
        return new Choice.GoOn();
    }

    /** Null where the rung asks several, or a model that was tried or is down. */
    private @Nullable Double valueOfAsking(Rung rung, Posterior.At posterior) {
        Target target = rung.targets().getFirst();
        if (rung.targets().size() > 1 || !isOpen(target.id())) {
            return null;
        }
        double tokens = posterior
                .outputTokens(target.id())
                .orElse(features.size().expectedOutputTokens());
        return weighing.worthUsd() * right(posterior, target)
                - Costs.micros(target.model(), features, tokens) / 1e6;
    }

    private boolean isOpen(String model) {
        return !tried.contains(model) && !unavailable.contains(model);
    }

    private Evidence evidence() {
        return new Evidence(
                features.size().inputTokens(),
                answered.stream()
                        .map(result -> new Evidence.Seen(
                                result.target().id(),
                                result.canonical(),
                                result.traits() == null
                                        ? new AnswerTraits(0, AnswerTraits.Form.NONE)
                                        : result.traits()))
                        .toList());
    }
}
