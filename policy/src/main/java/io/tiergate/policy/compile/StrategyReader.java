package io.tiergate.policy.compile;

import io.tiergate.policy.answer.AnswerKind;
import io.tiergate.policy.answer.AnswerSpec;
import io.tiergate.policy.catalog.Model;
import io.tiergate.policy.document.Fields;
import io.tiergate.policy.document.Node;
import io.tiergate.policy.document.Problems;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads how a task's targets are chosen. */
final class StrategyReader {
    private final boolean comparesTexts;
    private final TierReader tiers;
    private final HybridReader hybrids;
    private final Problems problems;

    StrategyReader(Fields root, TierReader tiers, HybridReader hybrids, Problems problems) {
        this.comparesTexts = root.has("text_equality");
        this.tiers = tiers;
        this.hybrids = hybrids;
        this.problems = problems;
    }

    @Nullable
    Strategy read(String task, Fields fields, List<Tier> ladder, @Nullable AnswerSpec answer) {
        Node.Text name = fields.text("strategy");
        if (name == null) {
            return null;
        }
        String strategy = name.value();
        belongs(fields, "tier", strategy, strategy.equals("fixed"));
        belongs(fields, "start", strategy, strategy.equals("route"));
        belongs(fields, "rungs", strategy, strategy.equals("consensus"));
        belongs(fields, "ladder", strategy, strategy.equals("route") || strategy.equals("cascade"));
        for (String field : List.of("pool", "quality_bar", "on_no_evidence")) {
            belongs(fields, field, strategy, strategy.equals("hybrid"));
        }
        checkLatency(task, fields, strategy);
        return switch (strategy) {
            case "fixed" -> fixed(fields);
            case "route" -> route(fields, ladder);
            case "cascade" -> cascade(task, fields, ladder);
            case "consensus" -> consensus(fields, answer);
            case "hybrid" -> hybrids.read(task, fields);
            default -> null; // the schema has refused it
        };
    }

    private void belongs(Fields fields, String field, String strategy, boolean belongs) {
        if (!belongs && fields.has(field)) {
            problems.error(
                    fields.placeOf(field),
                    "`" + field + "` says nothing with strategy `" + strategy + "`",
                    "remove it, or change the strategy");
        }
    }

    /** Only {@code hybrid} knows how long models take. */
    private void checkLatency(String task, Fields fields, String strategy) {
        if (!fields.has("latency_ms_p95") || strategy.equals("hybrid")) {
            return;
        }
        boolean stepByStep = strategy.equals("cascade");
        problems.warning(
                fields.placeOf("latency_ms_p95"),
                stepByStep
                        ? "task `" + task
                                + "` is a cascade and must be quick: an answer that is not accepted is waited for"
                                + " before the next tier is asked"
                        : "`latency_ms_p95` changes nothing with strategy `" + strategy
                                + "`: no latency is learned for it",
                stepByStep ? "use strategy `route` or `hybrid`" : "use strategy `hybrid`, or remove it");
    }

    private @Nullable Strategy fixed(Fields fields) {
        Node.Text name = fields.text("tier");
        if (name == null) {
            if (!fields.has("tier")) {
                problems.error(fields.placeOf("strategy"), "strategy `fixed` needs a tier", "add `tier: NAME`");
            }
            return null;
        }
        Tier tier = tiers.resolve(name);
        return tier == null ? null : new Strategy.Fixed(tier);
    }

    private @Nullable Strategy route(Fields fields, List<Tier> ladder) {
        Node.Text name = fields.text("start");
        if (name == null) {
            return ladder.isEmpty() ? null : new Strategy.Route(ladder.getFirst());
        }
        Tier start = tiers.resolve(name);
        if (start != null && !ladder.contains(start)) {
            problems.error(
                    name.place(),
                    "`" + start.name() + "` is not on the task's ladder",
                    "start with a tier of the ladder, or add it there");
        }
        return start == null ? null : new Strategy.Route(start);
    }

    private Strategy cascade(String task, Fields fields, List<Tier> ladder) {
        if (!fields.has("gate")) {
            problems.warning(
                    fields.placeOf("strategy"),
                    "task `" + task + "` is a cascade without a gate: the first tier's answer is always served",
                    "add `gate: [finish, refusal]`, or use strategy route");
        }
        for (int i = 1; i < ladder.size(); i++) {
            Tier lower = ladder.get(i - 1);
            Tier higher = ladder.get(i);
            if (lower.price() > higher.price()) {
                problems.warning(
                        fields.placeOf(fields.has("ladder") ? "ladder" : "strategy"),
                        "the cascade of task `" + task + "` climbs from `" + lower.name() + "` to `" + higher.name()
                                + "`, which is cheaper",
                        "order the ladder by price");
            }
        }
        return new Strategy.Cascade();
    }

    private @Nullable Strategy consensus(Fields fields, @Nullable AnswerSpec answer) {
        if (answer != null && answer.kind() == AnswerKind.TEXT && !comparesTexts) {
            problems.error(
                    fields.placeOf(fields.has("answer") ? "answer" : "strategy"),
                    "strategy `consensus` needs answers that can be equal, and free texts are not without a verifier",
                    "add `answer: { kind: ... }` with label, number, json or code, or run `tiergate calibrate answers`");
        }
        if (!fields.has("rungs")) {
            problems.error(
                    fields.placeOf("strategy"),
                    "strategy `consensus` needs rungs",
                    "add `rungs: [ { ask: [...] }, { tier: ... } ]`");
            return null;
        }
        List<Fields> written = fields.mappings("rungs");
        List<Strategy.Step> steps = new ArrayList<>();
        for (Fields rung : written) {
            Strategy.Step step = step(rung);
            if (step != null) {
                steps.add(step);
            }
        }
        if (!written.isEmpty() && !written.getLast().has("tier")) {
            problems.warning(
                    written.getLast().place(),
                    "the last rung asks several models: where they differ, no answer is good",
                    "add a rung `{ tier: ... }`");
        }
        return steps.isEmpty() || steps.size() < written.size() ? null : new Strategy.Consensus(steps);
    }

    private Strategy.@Nullable Step step(Fields rung) {
        if (rung.has("ask") == rung.has("tier")) {
            problems.error(
                    rung.place(),
                    "a rung has either `ask` or `tier`",
                    "write { ask: [MODEL, MODEL] } or { tier: NAME }");
            return null;
        }
        if (rung.has("ask")) {
            return ask(rung);
        }
        if (rung.has("agree")) {
            problems.error(rung.placeOf("agree"), "`agree` says nothing beside `tier`", "remove it");
        }
        Node.Text name = rung.text("tier");
        Tier tier = name == null ? null : tiers.resolve(name);
        return tier == null ? null : new Strategy.Step.One(tier);
    }

    private Strategy.@Nullable Step ask(Fields rung) {
        List<Node.Text> written = rung.texts("ask");
        List<Target> targets = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Node.Text id : written) {
            if (!seen.add(id.value())) {
                problems.error(
                        id.place(),
                        "`" + id.value() + "` is asked twice; its second answer proves nothing",
                        "ask another model");
                continue;
            }
            Model model = tiers.model(id);
            if (model != null) {
                targets.add(new Target("", model, 1));
            }
        }
        long agree = rung.wholeOr("agree", written.size());
        Node.Numeral number = rung.number("agree");
        if (number != null && !written.isEmpty() && agree > written.size()) {
            problems.error(
                    number.place(),
                    agree + " answers cannot agree where " + written.size() + " are asked for",
                    "write at most " + written.size());
        }
        return targets.isEmpty() || targets.size() < written.size()
                ? null
                : new Strategy.Step.Ask(targets, (int) agree);
    }
}
