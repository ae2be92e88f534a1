package io.tiergate.policy.plan;

import io.tiergate.policy.answer.Agreement;
import io.tiergate.policy.answer.AnswerTraits;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.estimate.Evidence;
import io.tiergate.policy.gate.CheckResult;
import io.tiergate.policy.gate.SoftGate;
import io.tiergate.policy.gate.Testimony;
import io.tiergate.policy.rule.Features;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the soft part of a task's gate says of answers as they come. It is reckoned from attempts' results alone, so that replay finds the same.
 * Pure.
 */
record Scrutiny(SoftGate gate, Features features, Equality equality) {
    /**
     * The news with what soft checks say of them. On the plan's last rung nothing is weighed: nobody is left to ask. Of a panel the answer is
     * weighed that would be served; a hybrid plan's rungs weigh by themselves.
     *
     * @param before earlier results
     * @param rung of the news, by its index in the plan
     */
    List<AttemptResult> of(Plan plan, int rung, List<AttemptResult> before, List<AttemptResult> news) {
        if (gate.isEmpty()) {
            return news;
        }
        boolean last = rung == plan.rungs().size() - 1;
        return switch (plan.rungs().get(rung)) {
            case Rung.Weighed weighed -> news;
            case Rung.Single single -> {
                List<AttemptResult> seen = joined(before, news);
                yield news.stream().map(result -> weighed(result, seen, last)).toList();
            }
            case Rung.Panel panel -> {
                AttemptResult candidate = candidate(panel, before, news);
                List<AttemptResult> seen = joined(before, news);
                yield news.stream()
                        .map(result -> result.equals(candidate) ? weighed(result, seen, last) : result)
                        .toList();
            }
        };
    }

    /** Whether answers of that rung are held beside others: only then does it matter if one says the same as another. */
    boolean compares(Plan plan, int rung) {
        return equality.texts() != null
                && switch (plan.rungs().get(rung)) {
                    case Rung.Panel panel -> true;
                    case Rung.Weighed weighed -> true;
                    case Rung.Single single -> rung < plan.rungs().size() - 1 && gate.compares();
                };
    }

    /**
     * A judge's call; of a model that was asked about its own answer with what the gate makes of what it said.
     *
     * @param judged the answer
     */
    AttemptResult spoken(AttemptResult call, AttemptResult judged, List<AttemptResult> seen) {
        Opinion opinion = call.opinion();
        return opinion == null || !judged.isAskedItself() || !Hearing.isItsOwn(call, judged)
                ? call
                : call.weighed(List.of(gate.reported(testimony(judged, seen), opinion.grade())));
    }

    /**
     * The answer of a panel that may be served: where the gate compares answers by what was learned, the likeliest that passed the hard checks,
     * the first of equals; else the first of enough that are equal. Null: there is none.
     *
     * @param before results of earlier rungs
     * @param here the panel's
     */
    @Nullable
    AttemptResult candidate(Rung.Panel panel, List<AttemptResult> before, List<AttemptResult> here) {
        List<AttemptResult> seen = joined(before, here);
        AttemptResult likeliest = null;
        double most = -1;
        for (AttemptResult result : here) {
            double right = result.servable() && result.traits() != null
                    ? gate.agreement(testimony(result, seen)).orElse(-1)
                    : -1;
            if (right > most) {
                most = right;
                likeliest = result;
            }
        }
        if (likeliest != null) {
            return likeliest;
        }
        return switch (agreement(panel, here)) {
            case Agreement.Agreed agreed -> here.get(agreed.servedIndex());
            case Agreement.Disagreed disagreed -> null;
        };
    }

    private static List<AttemptResult> joined(List<AttemptResult> before, List<AttemptResult> news) {
        List<AttemptResult> all = new ArrayList<>(before);
        all.addAll(news);
        return all;
    }

    /** Whether enough answers of a panel that passed the hard checks are equal. */
    private Agreement agreement(Rung.Panel panel, List<AttemptResult> here) {
        List<AttemptResult> servable =
                here.stream().filter(AttemptResult::servable).toList();
        List<@Nullable Digest> equal = equality.of(servable);
        return Agreement.of(
                here.stream()
                        .map(result ->
                                Optional.ofNullable(result.servable() ? equal.get(servable.indexOf(result)) : null))
                        .toList(),
                panel.agree());
    }

    private AttemptResult weighed(AttemptResult result, List<AttemptResult> seen, boolean last) {
        if (result.ending() != Ending.ANSWERED) {
            return result;
        }
        if (last) {
            return result.weighed(gate.skipped("the last rung"));
        }
        AnswerTraits traits = result.traits();
        return result.weighed(traits == null ? gate.skipped("calls tools") : weigh(result, seen));
    }

    private List<CheckResult> weigh(AttemptResult result, List<AttemptResult> seen) {
        return gate.weigh(testimony(result, seen));
    }

    private Testimony testimony(AttemptResult result, List<AttemptResult> seen) {
        List<AttemptResult> answered = seen.stream()
                .filter(other -> other.ending() == Ending.ANSWERED && other.traits() != null)
                .toList();
        List<Evidence.Seen> answers = answered.stream()
                .map(other -> new Evidence.Seen(
                        other.target().id(), other.canonical(), Objects.requireNonNull(other.traits())))
                .toList();
        return new Testimony(
                features.task(),
                features.domain(),
                result.target().id(),
                Evidence.of(
                        features.size().inputTokens(),
                        answers,
                        (earlier, later) -> equality.isAlike(answered.get(earlier), answered.get(later))));
    }
}
