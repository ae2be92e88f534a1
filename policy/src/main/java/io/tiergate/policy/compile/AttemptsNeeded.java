package io.tiergate.policy.compile;

import io.tiergate.policy.catalog.Model;
import io.tiergate.policy.document.Fields;
import io.tiergate.policy.document.Problems;
import io.tiergate.policy.gate.SoftGate;
import io.tiergate.policy.gate.Zones;
import java.util.Collection;
import java.util.List;

/** Warns where a request's attempts end before its task has climbed to the top, each target asked once: judges and models that grade themselves count, too. */
final class AttemptsNeeded {
    private AttemptsNeeded() {}

    static void check(Collection<TaskProfile> tasks, int allowed, Fields root, Problems problems) {
        Fields budget = root.mappingOrEmpty("budget");
        for (TaskProfile task : tasks) {
            int needed = of(task);
            if (needed > allowed) {
                problems.warning(
                        budget.has("attempts")
                                ? budget.placeOf("attempts")
                                : root.mappingOrEmpty("tasks").placeOf(task.name()),
                        "task `" + task.name() + "` climbs to its top with " + needed
                                + " attempts, those of judges and self-reports included, and a request may have "
                                + allowed,
                        "write `budget: { attempts: " + needed + " }` or more, as retries count, too");
            }
        }
    }

    private static int of(TaskProfile task) {
        return switch (task.strategy()) {
            case Strategy.Cascade _ -> climbing(task);
            case Strategy.Consensus(var steps) ->
                steps.stream()
                        .mapToInt(step -> step instanceof Strategy.Step.Ask ask
                                ? ask.targets().size()
                                : 1)
                        .sum();
            case Strategy.Fixed _, Strategy.Route _, Strategy.Hybrid _ -> 1; // hybrid asks whom the budget has room for
        };
    }

    private static int climbing(TaskProfile task) {
        List<Tier> rungs = task.ladder().rungs();
        int beside = rungs.stream()
                .limit(Math.max(0, rungs.size() - 1))
                .mapToInt(tier -> tier.targets().stream()
                        .mapToInt(target -> beside(task, target.model()))
                        .max()
                        .orElse(0))
                .sum();
        return rungs.size() + beside;
    }

    /** Attempts that weigh one answer of that model. */
    private static int beside(TaskProfile task, Model model) {
        SoftGate soft = task.soft();
        boolean open = soft.names().contains("judge")
                || (!soft.isEmpty() && soft.zones().between() == Zones.Between.JUDGE);
        int judged = open && !task.judges().isEmpty() ? 1 : 0;
        boolean tells = model.givesLogprobs() && soft.wantsLogprobs(model.id());
        return judged + (soft.mayAskItself(model.id()) && !tells ? 1 : 0);
    }
}
