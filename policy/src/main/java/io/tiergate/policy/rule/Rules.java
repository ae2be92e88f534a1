package io.tiergate.policy.rule;

import java.util.ArrayList;
import java.util.List;

<<<<<<< HEAD
/** Evaluates a policy's rules: all that match apply, and an unknown one applies where that makes things safer. */
=======
/** Evaluates a policy's rules. Pure. */
>>>>>>> main
public final class Rules {
    private static final Effect NOTHING = new Effect(null, null, null, false);

    private Rules() {}

<<<<<<< HEAD
    /** What each rule says of the features, in document order. */
=======
    /**
     * What each rule says of a request, in document order. A rule whose condition is unknown applies the parts that make things safer
     * ({@code tier}, {@code at_least}, {@code cache: none}), never {@code at_most}.
     */
>>>>>>> main
    public static List<RuleOutcome> evaluate(List<Rule> rules, Features features) {
        List<RuleOutcome> outcomes = new ArrayList<>(rules.size());
        for (Rule rule : rules) {
            Truth truth = rule.when().evaluate(features);
<<<<<<< HEAD
            Effect applied = switch (truth) {
                case TRUE -> rule.then();
                case UNKNOWN -> rule.then().whenUnknown();
                case FALSE -> NOTHING;
            };
            outcomes.add(new RuleOutcome(rule.name(), truth, applied));
=======
            outcomes.add(new RuleOutcome(
                    rule.name(),
                    truth,
                    switch (truth) {
                        case TRUE -> rule.then();
                        case FALSE -> NOTHING;
                        case UNKNOWN -> rule.then().whenUnknown();
                    }));
>>>>>>> main
        }
        return outcomes;
    }
}
