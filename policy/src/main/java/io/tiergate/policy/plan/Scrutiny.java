package io.tiergate.policy.plan;

import io.tiergate.policy.answer.Agreement;
import io.tiergate.policy.answer.AnswerTraits;
import io.tiergate.policy.estimate.Evidence;
import io.tiergate.policy.gate.CheckResult;
import io.tiergate.policy.gate.SoftGate;
import io.tiergate.policy.gate.Testimony;
import io.tiergate.policy.rule.Features;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the soft part of a task's gate says of answers as they come. It is reckoned from attempts' results alone, so that replay finds the same.
 * Pure.
 */
record Scrutiny(SoftGate gate, Features features) {
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
                List<AttemptResult> seen = new ArrayList<>(before);
                seen.addAll(news);
                yield news.stream().map(result -> weighed(result, seen, last)).toList();
            }
            case Rung.Panel panel ->
                switch (agreement(panel, news)) {
                    case Agreement.Disagreed disagreed -> news;
                    case Agreement.Agreed agreed -> {
                        List<AttemptResult> seen = new ArrayList<>(before);
                        seen.addAll(news);
                        List<AttemptResult> all = new ArrayList<>(news);
                        all.set(agreed.servedIndex(), weighed(news.get(agreed.servedIndex()), seen, last));
                        yield all;
                    }
                };
        };
    }

    /** Whether enough answers of a panel that passed the hard checks are equal. */
    static Agreement agreement(Rung.Panel panel, List<AttemptResult> here) {
        return Agreement.of(
                here.stream()
                        .map(result -> Optional.ofNullable(result.servable() ? result.canonical() : null))
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
        List<Evidence.Seen> answers = new ArrayList<>();
        for (AttemptResult other : seen) {
            AnswerTraits traits = other.traits();
            if (other.ending() == Ending.ANSWERED && traits != null) {
                answers.add(new Evidence.Seen(other.target().id(), other.canonical(), traits));
            }
        }
        return gate.weigh(new Testimony(
                features.task(),
                features.domain(),
                result.target().id(),
                new Evidence(features.size().inputTokens(), answers)));
    }
}
