package io.tiergate.policy.compile;

import io.tiergate.policy.document.CanonicalJson;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.document.Fields;
import io.tiergate.policy.document.Node;
import io.tiergate.policy.rule.Rule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The digest of what can change an answer or who may give it: allowed providers, tiers and their models, what tasks do with them, the kinds
 * of gates, rules. Not budgets, timeouts,
 * prices, weights or the cache's own settings, so that changing these keeps the cache.
 */
final class CacheEpoch {
    private CacheEpoch() {}

    static Digest of(
            TierTable tiers, Map<String, TaskProfile> tasks, List<Rule> rules, Set<String> allowed, Fields root) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("providers", allowed.stream().sorted().toList());
        content.put("tiers", tiers.all().stream().map(CacheEpoch::tier).toList());
        Map<String, Object> taskContent = new LinkedHashMap<>();
        tasks.forEach((name, task) -> taskContent.put(name, task(task)));
        content.put("tasks", taskContent);
        content.put("rules", rules.stream().map(CacheEpoch::rule).toList());
        Node predict = root.node("predict");
        if (predict != null) {
            content.put("predict", predict);
            content.put("classifier", root.mappingOrEmpty("pins").textOr("classifier", ""));
        }
        content.put("default_task", root.textOr("default_task", ""));
        content.put("default_stakes", root.textOr("default_stakes", "low"));
        return Digest.of(CanonicalJson.bytes(Node.of(content)));
    }

    private static Map<String, @Nullable Object> tier(Tier tier) {
        return Map.of(
                "name", tier.name(),
                "specialist", tier.specialist(),
                "targets", tier.targets().stream().map(CacheEpoch::target).toList());
    }

    private static List<String> target(Target target) {
        return List.of(
                target.id(),
                target.model().upstreamName(),
                target.model().provider().baseUrl());
    }

    private static Map<String, Object> task(TaskProfile task) {
        return Map.of(
                "domain", task.domain() == null ? "" : task.domain(),
                "strategy", strategy(task.strategy()),
                "ladder", names(task.ladder().rungs()),
                "ranking", names(task.ladder().ranking()),
                "gate", gate(task),
                "answer",
                        List.of(
                                task.answer().kind().label(),
                                task.answer().at(),
                                task.answer().labels(),
                                task.answer().schemaJson()));
    }

    /** Kinds of checks, and what expressions ask for; no thresholds. */
    private static List<String> gate(TaskProfile task) {
        return Stream.concat(
                        task.gate().stream()
                                .map(check -> check.settings().isEmpty()
                                        ? check.name()
                                        : check.name() + " " + check.settings()),
                        task.soft().names().stream())
                .sorted()
                .toList();
    }

    private static List<String> names(List<Tier> tiers) {
        return tiers.stream().map(Tier::name).toList();
    }

    private static List<Object> strategy(Strategy strategy) {
        return switch (strategy) {
            case Strategy.Fixed(Tier tier) -> List.of("fixed", tier.name());
            case Strategy.Route(Tier start) -> List.of("route", start.name());
            case Strategy.Cascade() -> List.of("cascade");
            case Strategy.Consensus(var steps) ->
                List.of("consensus", steps.stream().map(CacheEpoch::step).toList());
            case Strategy.Hybrid hybrid ->
                List.of(
                        "hybrid",
                        hybrid.pool().stream().map(CacheEpoch::target).toList(),
                        hybrid.onNoEvidence().name());
        };
    }

    private static List<Object> step(Strategy.Step step) {
        return switch (step) {
            case Strategy.Step.One(Tier tier) -> List.of("tier", tier.name());
            case Strategy.Step.Ask(var targets, int agree) ->
                List.of("ask", agree, targets.stream().map(CacheEpoch::target).toList());
        };
    }

    private static List<String> rule(Rule rule) {
        return List.of(rule.when().source(), rule.then().label());
    }
}
