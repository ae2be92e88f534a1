package io.tiergate.policy.compile;

import io.tiergate.policy.document.Fields;
import io.tiergate.policy.document.Node;
import io.tiergate.policy.document.Problems;
import io.tiergate.policy.rule.Condition;
import io.tiergate.policy.rule.ConditionCompiler;
import io.tiergate.policy.rule.Effect;
import io.tiergate.policy.rule.Rule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a policy's rules. */
final class RuleReader {
    private final TierReader tiers;
    private final Collection<TaskProfile> tasks;
    private final Problems problems;

    /** A reader for a policy of these tiers and tasks. */
    RuleReader(TierReader tiers, Collection<TaskProfile> tasks, Problems problems) {
        this.tiers = tiers;
        this.tasks = tasks;
        this.problems = problems;
    }

    List<Rule> rules(Fields root) {
        List<Fields> written = root.mappings("rules");
        if (written.isEmpty()) {
            return List.of();
        }
        ConditionCompiler conditions = new ConditionCompiler(tiers.windows());
        List<Rule> rules = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Fields fields : written) {
            Node.Text name = fields.text("name");
            if (name != null && !names.add(name.value())) {
                problems.error(name.place(), "there are two rules `" + name.value() + "`", "rename one of them");
            }
            Node.Text when = fields.text("when");
            Condition condition = when == null ? null : conditions.compile(when, problems);
            Fields then = fields.mapping("then");
            Effect effect = then == null ? null : effect(then);
            if (name != null && condition != null && effect != null) {
                rules.add(new Rule(name.value(), condition, effect));
            }
        }
        return rules;
    }

    private Effect effect(Fields then) {
        Tier tier = tier(then, "tier");
        Tier atLeast = tier(then, "at_least");
        Tier atMost = tier(then, "at_most");
        if (atLeast != null && atMost != null && nowhereInOrder(atMost, atLeast)) {
            problems.error(
                    then.placeOf("at_most"),
                    "no tier is at least `" + atLeast.name() + "` and at most `" + atMost.name() + "`",
                    "remove one of the two");
        }
        if (then.has("tier") && (then.has("at_least") || then.has("at_most"))) {
            problems.error(
                    then.placeOf("tier"),
                    "`tier` is exact, so that a bound beside it says nothing",
                    "remove one of the two");
        }
        return new Effect(name(tier), name(atLeast), name(atMost), then.text("cache") != null);
    }

    private boolean nowhereInOrder(Tier atMost, Tier atLeast) {
        return !tasks.isEmpty() && tasks.stream().allMatch(task -> task.ladder().isBelow(atMost, atLeast));
    }

    private @Nullable Tier tier(Fields then, String field) {
        Node.Text name = then.text(field);
        return name == null ? null : tiers.resolve(name);
    }

    private static @Nullable String name(@Nullable Tier tier) {
        return tier == null ? null : tier.name();
    }
}
