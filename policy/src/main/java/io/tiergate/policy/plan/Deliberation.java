package io.tiergate.policy.plan;

import io.tiergate.policy.answer.AnswerTraits;
import io.tiergate.policy.compile.Target;
import io.tiergate.policy.estimate.Evidence;
import io.tiergate.policy.estimate.Posterior;
import io.tiergate.policy.rule.Features;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a hybrid plan does next, given the answers so far: serve the one that is likeliest to be right, or ask one more model, whichever is
 * worth more less its cost. A pure function of plan, features, results and what is known to be down.
 */
final class Deliberation {
    private static final AnswerTraits UNSEEN = new AnswerTraits(0, AnswerTraits.Form.NONE);

    private final Plan plan;
    private final Weighing weighing;
    private final Features features;
    private final Equality equality;
    private final List<AttemptResult> answered;
    private final Set<String> unavailable;
    private final Set<String> tried = new LinkedHashSet<>();
    private final Posterior.@Nullable At posterior;
    private final long untilDeadline;
    private final long left;

    /**
     * A choice to be made.
     *
     * @param equality which answers are equal
     * @param seen what was seen of the world
     * @param deadlineMillis of the whole request, from its arrival
     */
    Deliberation(
            Plan plan,
            Weighing weighing,
            Features features,
            Equality equality,
            List<AttemptResult> results,
            Observation seen,
            long deadlineMillis) {
        this.plan = plan;
        this.weighing = weighing;
        this.features = features;
        this.equality = equality;
        this.answered = results.stream()
                .filter(result -> result.ending() == Ending.ANSWERED)
                .toList();
        this.unavailable = seen.unavailable();
        this.untilDeadline = deadlineMillis - seen.elapsedMillis();
        Long p95 = weighing.p95Millis();
        this.left = p95 == null ? untilDeadline : Math.min(untilDeadline, p95 - seen.elapsedMillis());
        results.forEach(result -> tried.add(result.target().id()));
        this.posterior = posterior();
    }

    /** What to do. */
    sealed interface Choice {
        /** Ask the models of that rung. */
        record Ask(int rung, @Nullable Appraisal why) implements Choice {}

        /** Serve the answer of that attempt. */
        record Serve(int attempt, @Nullable Appraisal why) implements Choice {}

        /** Nothing was learned that helps here: on with the plan's safe rungs. */
        record GoOn() implements Choice {}
    }

    /**
     * The choice.
     *
     * @param payable whether the budget has room for these models at once
     */
    Choice choose(Predicate<List<Target>> payable) {
        if (answered.isEmpty()) {
            return begin(payable);
        }
        int likeliest = likeliest();
        if (posterior == null) {
            return likeliest == 0 ? new Choice.GoOn() : new Choice.Serve(likeliest, null);
        }
        double right = rightOf(likeliest, posterior);
        List<Candidate> candidates = candidates(posterior);
        if (candidates.isEmpty()) {
            return likeliest == 0
                    ? new Choice.GoOn()
                    : new Choice.Serve(likeliest, new Appraisal(likeliest, right, Appraisal.Next.NONE));
        }
        Candidate best = candidates.getFirst();
        if (likeliest == 0) {
            return new Choice.Ask(best.rung(), new Appraisal(0, right, best.next(false)));
        }
        Candidate inTime =
                candidates.stream().filter(this::isInTime).findFirst().orElse(null);
        double served = weighing.worthUsd() * right;
        if (inTime != null && inTime.value(weighing.worthUsd()) > served) {
            return new Choice.Ask(inTime.rung(), new Appraisal(likeliest, right, inTime.next(false)));
        }
        boolean late = !isInTime(best) && best.value(weighing.worthUsd()) > served;
        return new Choice.Serve(likeliest, new Appraisal(likeliest, right, best.next(late)));
    }

    private boolean isInTime(Candidate candidate) {
        return candidate.p95Millis() == 0 || candidate.p95Millis() <= left;
    }

    /**
     * The attempt whose answer passed every check and is likeliest to be right; where nothing was learned of these answers together, the
     * last one, which was asked because of the others. 0: none passed.
     */
    int likeliest() {
        AttemptResult best = null;
        for (AttemptResult result : answered) {
            boolean better = best == null
                    || posterior == null
                    || right(posterior, result.target()) > right(posterior, best.target());
            if (result.passed() && better) {
                best = result;
            }
        }
        return best == null ? 0 : best.number();
    }

    private double rightOf(int attempt, Posterior.At known) {
        return answered.stream()
                .filter(result -> result.number() == attempt)
                .mapToDouble(result -> right(known, result.target()))
                .findFirst()
                .orElse(0);
    }

    private static double right(Posterior.At posterior, Target target) {
        return posterior.right(target.id()).orElse(0);
    }

    /** What was learned of all answers; answers that were rejected and of which nothing was learned are left out, the last first. */
    private Posterior.@Nullable At posterior() {
        for (int size = answered.size(); size > 0; size--) {
            List<AttemptResult> first = answered.subList(0, size);
            Set<String> seen = new HashSet<>();
            first.forEach(result -> seen.add(result.target().id()));
            Posterior known = weighing.estimates().posterior(seen);
            if (known != null) {
                return known.at(weighing.task(), evidence(first));
            }
            if (first.getLast().passed()) {
                return null;
            }
        }
        return null;
    }

    /** The best way to begin of which every model is open and that can be paid for; one that is in time before one that is not. */
    private Choice begin(Predicate<List<Target>> payable) {
        Weighing.Sequence late = null;
        for (Weighing.Sequence sequence : weighing.sequences()) {
            List<Target> targets = plan.rungs().get(sequence.rung()).targets();
            if (targets.stream().allMatch(target -> isOpen(target.id())) && payable.test(targets)) {
                if (targets.stream().allMatch(target -> p95Millis(target) <= untilDeadline)) {
                    return new Choice.Ask(sequence.rung(), null);
                }
                late = late == null ? sequence : late;
            }
        }
        return late == null ? new Choice.GoOn() : new Choice.Ask(late.rung(), null);
    }

    /** The models that may still be asked and of which something was learned; those that are worth most, less their cost, first. */
    private List<Candidate> candidates(Posterior.At known) {
        List<Candidate> candidates = new ArrayList<>();
        for (int rung = 0; rung < weighing.safe(); rung++) {
            Candidate candidate = candidate(rung, known);
            if (candidate != null) {
                candidates.add(candidate);
            }
        }
        candidates.sort(Comparator.comparingDouble(candidate -> -candidate.value(weighing.worthUsd())));
        return candidates;
    }

    /** What 95 % of the model's answers take at most; 0: not known. */
    private long p95Millis(Target target) {
        Long p95 = weighing.p95Millis(target.id());
        return p95 == null ? 0 : p95;
    }

    private @Nullable Candidate candidate(int rung, Posterior.At known) {
        List<Target> targets = plan.rungs().get(rung).targets();
        Target target = targets.getFirst();
        OptionalDouble right = known.right(target.id());
        if (targets.size() > 1 || right.isEmpty() || !isOpen(target.id())) {
            return null;
        }
        double tokens =
                known.outputTokens(target.id()).orElse((double) features.size().expectedOutputTokens());
        return new Candidate(
                rung,
                target.id(),
                right.getAsDouble(),
                Costs.micros(target.model(), features, tokens),
                p95Millis(target));
    }

    private boolean isOpen(String model) {
        return !tried.contains(model) && !unavailable.contains(model);
    }

    private Evidence evidence(List<AttemptResult> answers) {
        List<Evidence.Seen> seen = answers.stream()
                .map(result -> new Evidence.Seen(
                        result.target().id(), result.canonical(), result.traits() == null ? UNSEEN : result.traits()))
                .toList();
        return Evidence.of(
                features.size().inputTokens(),
                seen,
                (earlier, later) -> equality.isAlike(answers.get(earlier), answers.get(later)));
    }

    /** One more model that may be asked. */
    private record Candidate(int rung, String model, double right, double micros, long p95Millis) {
        Appraisal.Next next(boolean late) {
            return new Appraisal.Next(model, right, micros, p95Millis, late);
        }

        double value(double worthUsd) {
            return Weighing.value(right, micros, worthUsd);
        }
    }
}
