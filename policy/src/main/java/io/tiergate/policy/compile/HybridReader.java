package io.tiergate.policy.compile;

import io.tiergate.policy.catalog.Model;
import io.tiergate.policy.document.Fields;
import io.tiergate.policy.document.Node;
import io.tiergate.policy.document.Problems;
import io.tiergate.policy.estimate.Estimates;
import io.tiergate.policy.estimate.TaskEstimates;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what strategy {@code hybrid} needs to know. */
final class HybridReader {
    private static final QualityBar AS_GOOD = new QualityBar.OfReferenceOverall(1);

    private final TierReader tiers;
    private final QualityBar common;
    private final @Nullable Estimates estimates;
    private final boolean pinned;
    private final Problems problems;

    HybridReader(Fields root, TierReader tiers, @Nullable Estimates estimates, Problems problems) {
        this.tiers = tiers;
        this.estimates = estimates;
        this.pinned = root.mappingOrEmpty("pins").has("estimates");
        this.problems = problems;
        QualityBar written = bar(root);
        this.common = written instanceof QualityBar.OfReference(double share)
                ? new QualityBar.OfReferenceOverall(share)
                : written == null ? AS_GOOD : written;
        checkReference();
    }

    private void checkReference() {
        TierTable table = tiers.table();
        if (estimates == null || table == null || table.reference().targets().isEmpty()) {
            return;
        }
        String reference = table.reference().targets().getFirst().id();
        if (!reference.equals(estimates.reference())) {
            problems.warning(
                    tiers.placeOfReference(),
                    "the estimates compare quality with " + estimates.reference() + ", this policy with " + reference,
                    "train with this policy, so that a share of the reference means the same");
        }
    }

    @Nullable
    Strategy read(String task, Fields fields) {
        Node.Text name = fields.text("on_no_evidence");
        TierTable table = tiers.table();
        Tier safe = name == null ? (table == null ? null : table.reference()) : tiers.resolve(name);
        List<Target> pool = pool(fields);
        QualityBar own = bar(fields);
        if (!pinned) {
            problems.warning(
                    fields.placeOf("strategy"),
                    "task `" + task
                            + "` is hybrid and the policy pins no estimates: its `on_no_evidence` tier always serves it",
                    "run `tiergate train`, publish what it writes and add `pins: { estimates: DIGEST }`");
        } else if (estimates != null) {
            checkEvidence(estimates, task, fields, pool);
            checkLatency(estimates, task, fields, pool);
        }
        Node.Numeral p95 = fields.number("latency_ms_p95");
        return safe == null
                ? null
                : new Strategy.Hybrid(
                        pool,
                        own == null ? common : own,
                        safe,
                        estimates,
                        p95 == null ? null : p95.value().longValue());
    }

    private void checkEvidence(Estimates learned, String task, Fields fields, List<Target> pool) {
        if (learned.task(task, null) == null) {
            problems.warning(
                    fields.placeOf("strategy"),
                    "the estimates know nothing of task `" + task + "`: its `on_no_evidence` tier always serves it",
                    "train with graded answers of this task, or use another strategy");
            return;
        }
        for (Target target : pool) {
            if (!learned.models().contains(target.id())) {
                problems.warning(
                        fields.placeOf(fields.has("pool") ? "pool" : "strategy"),
                        "the estimates know nothing of " + target.id() + ": task `" + task + "` never asks it",
                        "train with its answers, or take it from the pool");
            }
        }
    }

    private void checkLatency(Estimates learned, String task, Fields fields, List<Target> pool) {
        Node.Numeral bound = fields.number("latency_ms_p95");
        TaskEstimates known = learned.task(task, null);
        if (bound == null || known == null) {
            return;
        }
        List<Long> latencies = pool.stream()
                .map(target -> known.p95Millis(target.id()))
                .filter(Objects::nonNull)
                .toList();
        if (latencies.isEmpty()) {
            problems.warning(
                    bound.place(),
                    "the estimates know no latency of task `" + task + "`: `latency_ms_p95` leaves nothing out",
                    "train with answers that state `latency_ms`");
        } else if (latencies.size() == pool.size()
                && latencies.stream()
                        .allMatch(latency -> latency > bound.value().longValue())) {
            problems.warning(
                    bound.place(),
                    "every model that task `" + task
                            + "` may ask takes longer than `latency_ms_p95`: the quickest is asked",
                    "raise it, or add a quicker model to the pool");
        }
    }

    /** As written; else every model of the policy's tiers. */
    private List<Target> pool(Fields fields) {
        if (!fields.has("pool")) {
            return tiers.targets();
        }
        List<Target> pool = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Node.Text id : fields.texts("pool")) {
            if (!seen.add(id.value())) {
                problems.error(id.place(), "`" + id.value() + "` is in the pool twice", "remove one of them");
                continue;
            }
            Model model = tiers.model(id);
            if (model != null) {
                pool.add(tiers.targets().stream()
                        .filter(target -> target.model().equals(model))
                        .findFirst()
                        .orElse(new Target("", model, 1)));
            }
        }
        return pool;
    }

    /** A bar as written; null: none. A bare number is a share of right answers. */
    private static @Nullable QualityBar bar(Fields fields) {
        Node.Numeral number = fields.number("quality_bar");
        if (number != null) {
            return new QualityBar.Absolute(number.value().doubleValue());
        }
        Fields bar = fields.mapping("quality_bar");
        if (bar == null) {
            return null;
        }
        Node.Numeral share = bar.number("of_reference");
        Node.Numeral worth = bar.number("worth_usd");
        if (share != null) {
            return new QualityBar.OfReference(share.value().doubleValue());
        }
        return worth == null ? null : new QualityBar.Worth(worth.value().doubleValue());
    }
}
