package io.tiergate.policy.compile;

import io.tiergate.policy.catalog.Catalog;
import io.tiergate.policy.catalog.Model;
import io.tiergate.policy.document.Fields;
import io.tiergate.policy.document.Nearest;
import io.tiergate.policy.document.Node;
import io.tiergate.policy.document.Place;
import io.tiergate.policy.document.Problems;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a policy's tiers, and resolves the names of tiers and models that its other parts use. */
final class TierReader {
    private final Catalog catalog;
    private final Set<String> allowed;
    private final Problems problems;
    private final Map<String, Tier> tiers = new LinkedHashMap<>();
    private final @Nullable Tier reference;
    private final Place placeOfReference;
    private boolean namesComplete = true;

    TierReader(Fields root, Catalog catalog, Set<String> allowed, Problems problems) {
        this.catalog = catalog;
        this.allowed = allowed;
        this.problems = problems;
        List<Fields> written = root.mappings("tiers");
        written.forEach(this::read);
        namesComplete &= !written.isEmpty()
                && root.node("tiers") instanceof Node.Sequence list
                && list.items().size() == written.size();
        if (namesComplete && ladder().isEmpty()) {
            problems.error(
                    root.placeOf("tiers"),
                    "every tier is a specialist, so that there is no default ladder",
                    "take `specialist: true` from at least one");
        }
        this.placeOfReference = root.placeOf(root.has("reference") ? "reference" : "tiers");
        Node.Text name = root.text("reference");
        List<Tier> ladder = ladder();
        this.reference = name != null ? resolve(name) : ladder.isEmpty() ? null : ladder.getLast();
    }

    private void read(Fields fields) {
        Node.Text name = fields.text("name");
        List<Target> targets = targets(name == null ? "" : name.value(), fields.mappings("targets"));
        if (name == null) {
            namesComplete = false;
            return;
        }
        Tier tier = new Tier(name.value(), tiers.size(), fields.flagOr("specialist", false), targets);
        if (tiers.putIfAbsent(name.value(), tier) != null) {
            problems.error(name.place(), "there are two tiers `" + name.value() + "`", "rename one of them");
        }
    }

    private List<Target> targets(String tier, List<Fields> written) {
        List<Target> targets = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Fields fields : written) {
            Node.Text id = fields.text("model");
            if (id == null) {
                continue;
            }
            if (!seen.add(id.value())) {
                problems.error(
                        id.place(), "`" + id.value() + "` is in this tier twice", "remove one and add up the weights");
            }
            Model model = model(id);
            if (model != null) {
                targets.add(new Target(tier, model, (int) fields.wholeOr("weight", 1)));
            }
        }
        return targets;
    }

    /** A model that the policy names, if the catalog has it and the policy allows its provider; otherwise null and a problem. */
    @Nullable
    Model model(Node.Text id) {
        Model model = catalog.model(id.value());
        if (model == null) {
            problems.error(
                    id.place(),
                    "there is no model `" + id.value() + "` in the catalog",
                    Nearest.suggestion(id.value(), catalog.models().keySet(), "add it to the catalog"));
            return null;
        }
        String provider = model.provider().name();
        if (!allowed.isEmpty() && !allowed.contains(provider)) {
            problems.error(
                    id.place(),
                    "provider `" + provider + "` is not in `providers.allow`",
                    "use a model of an allowed provider, or allow `" + provider + "`");
            return null;
        }
        return model;
    }

    /** The tier of that name, or null and a problem. */
    @Nullable
    Tier resolve(Node.Text name) {
        Tier tier = tiers.get(name.value());
        if (tier == null && namesComplete) {
            problems.error(
                    name.place(),
                    "there is no tier `" + name.value() + "`",
                    Nearest.suggestion(name.value(), tiers.keySet(), "add it to `tiers`"));
        }
        return tier;
    }

    /** Every tier that is no specialist. */
    List<Tier> ladder() {
        return tiers.values().stream().filter(tier -> !tier.specialist()).toList();
    }

    /** All of it, or null when a part is missing. */
    @Nullable
    TierTable table() {
        return reference == null ? null : new TierTable(List.copyOf(tiers.values()), ladder(), reference);
    }

    /** Every tier's targets, each model once, in document order. */
    List<Target> targets() {
        Map<String, Target> targets = new LinkedHashMap<>();
        tiers.values().forEach(tier -> tier.targets().forEach(target -> targets.putIfAbsent(target.id(), target)));
        return List.copyOf(targets.values());
    }

    /** Where the reference tier is named. */
    Place placeOfReference() {
        return placeOfReference;
    }

    /** By tier name, the smallest context window of its targets. Without targets (they have their problem already): 0. */
    Map<String, Long> windows() {
        Map<String, Long> windows = new LinkedHashMap<>();
        tiers.forEach((name, tier) -> windows.put(
                name,
                tier.targets().stream()
                        .mapToLong(target -> target.model().contextWindow())
                        .min()
                        .orElse(0)));
        return windows;
    }

    /** Whether every tier has a name, so that an unknown one is a mistake. */
    boolean namesComplete() {
        return namesComplete;
    }
}
