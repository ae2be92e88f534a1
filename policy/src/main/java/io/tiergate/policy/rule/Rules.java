package io.tiergate.policy.rule;

import java.util.ArrayList;
import java.util.List;

/** Evaluates a policy's rules. Pure. */
public final class Rules {
    private static final Effect NOTHING = new Effect(null, null, null, false);

    private Rules() {}

    /**
     * What each rule says of a request, in document order. A rule whose condition is unknown applies the parts that make things safer
     * ({@code tier}, {@code at_least}, {@code cache: none}), never {@code at_most}.
     */
    public static List<RuleOutcome> evaluate(List<Rule> rules, Features features) {
        List<RuleOutcome> outcomes = new ArrayList<>(rules.size());
        for (Rule rule : rules) {
            Truth truth = rule.when().evaluate(features);
            outcomes.add(new RuleOutcome(
                    rule.name(),
                    truth,
                    switch (truth) {
                        case TRUE -> rule.then();
                        case FALSE -> NOTHING;
                        case UNKNOWN -> rule.then().whenUnknown();
                    }));
        }
        return outcomes;
    }
}
