package io.tiergate.policy.compile;

import io.tiergate.policy.answer.AnswerSpec;
import io.tiergate.policy.document.Fields;
import io.tiergate.policy.document.Node;
import io.tiergate.policy.document.Problems;
import io.tiergate.policy.estimate.Estimates;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a policy's tasks. */
final class TaskReader {
    private final TierReader tiers;
    private final CompiledPolicy.Timeouts timeouts;
    private final @Nullable String domain;
    private final Problems problems;
    private final StrategyReader strategies;
    private final GateReader gates;
    private final AnswerReader answers;

    TaskReader(
            Fields root,
            TierReader tiers,
            Shelf shelf,
            @Nullable Estimates estimates,
            CompiledPolicy.Settings settings,
            Problems problems) {
        this.tiers = tiers;
        this.timeouts = settings.timeouts();
        this.domain = domain(root, null);
        this.problems = problems;
        this.strategies = new StrategyReader(root, tiers, new HybridReader(root, tiers, estimates, problems), problems);
        this.gates = new GateReader(root, tiers, shelf, estimates, problems);
        this.answers = new AnswerReader(settings.equality(), problems);
    }

    /** Every task's name, also of those that have problems. */
    static Set<String> names(Fields root) {
        Set<String> names = new LinkedHashSet<>();
        if (root.node("tasks") instanceof Node.Mapping mapping) {
            names.addAll(mapping.members().keySet());
        }
        return names;
    }

    /** Those that are complete, by name. */
    Map<String, TaskProfile> tasks(Fields root) {
        Map<String, TaskProfile> tasks = new LinkedHashMap<>();
        Fields all = root.mappingOrEmpty("tasks");
        all.mappingsByName().forEach((name, fields) -> {
            if (!fields.has("owner")) {
                problems.warning(all.placeOf(name), "task `" + name + "` has no owner", "add `owner: NAME`");
            }
            TaskProfile task = task(name, fields);
            if (task != null) {
                tasks.put(name, task);
            }
        });
        return tasks;
    }

    private @Nullable TaskProfile task(String name, Fields fields) {
        List<Tier> ladder = ladder(fields);
        AnswerSpec answer = answers.read(fields);
        Strategy strategy = strategies.read(name, fields, ladder, answer);
        Fields own = fields.mapping("timeouts");
        TierTable table = tiers.table();
        GateReader.Gate gate = gates.read(new GateReader.Subject(name, fields, strategy, ladder, answer));
        if (strategy == null || table == null) {
            return null;
        }
        return new TaskProfile(
                name,
                fields.textOr("owner", ""),
                strategy,
                Ladder.of(ladder, table),
                gate.hard(),
                gate.soft(),
                gate.judges(),
                answer == null ? AnswerSpec.TEXT : answer,
                fields.wholeOr("output_tokens", 512),
                domain(fields, domain),
                own == null ? null : PolicyCompiler.timeouts(own, timeouts, problems));
    }

    private static @Nullable String domain(Fields fields, @Nullable String absent) {
        Node.Text written = fields.text("default_domain");
        return written == null ? absent : written.value();
    }

    private List<Tier> ladder(Fields fields) {
        if (!fields.has("ladder")) {
            return tiers.ladder();
        }
        List<Tier> ladder = new ArrayList<>();
        for (Node.Text name : fields.texts("ladder")) {
            Tier tier = tiers.resolve(name);
            if (tier != null && ladder.contains(tier)) {
                problems.error(
                        name.place(),
                        "tier `" + tier.name() + "` is on this ladder twice, which goes in a circle",
                        "remove one of them");
            } else if (tier != null) {
                ladder.add(tier);
            }
        }
        return ladder;
    }
}
