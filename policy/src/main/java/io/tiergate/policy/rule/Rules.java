package io.tiergate.policy.rule;

import java.util.ArrayList;
import java.util.List;

/** Evaluates a policy's rules: all that match apply, and an unknown one applies where that makes things safer. */
public final class Rules {
    private static final Effect NOTHING = new Effect(null, null, null, false);

    private Rules() {}

    /** What each rule says of the features, in document order. */
    public static List<RuleOutcome> evaluate(List<Rule> rules, Features features) {
        List<RuleOutcome> outcomes = new ArrayList<>(rules.size());
        for (Rule rule : rules) {
            Truth truth = rule.when().evaluate(features);
            Effect applied = switch (truth) {
                case TRUE -> rule.then();
                case UNKNOWN -> rule.then().whenUnknown();
                case FALSE -> NOTHING;
            };
            outcomes.add(new RuleOutcome(rule.name(), truth, applied));
        }
        return outcomes;
    }
}
