package io.tiergate.policy.plan;

import io.tiergate.policy.compile.Target;
import io.tiergate.policy.gate.SoftGate;
import io.tiergate.policy.rule.Features;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a request costs where nothing goes well: every rung answers, and none of the answers but the last is served. Pure. */
public final class WorstCase {
    private final Plan plan;
    private final Features features;
    private final Bench bench;
    private final SoftGate gate;

    private WorstCase(Plan plan, Features features, Bench bench, SoftGate gate) {
        this.plan = plan;
        this.features = features;
        this.bench = bench;
        this.gate = gate;
    }

    /**
     * Micro-dollars of that, with answers as long as expected. A tier answers by its dearest target. Where the task has judges, every rung but the
     * last is graded, and models that are asked how sure they are are asked on each of these; of a hybrid plan every model is asked once. The budget may end it sooner.
     */
    public static long micros(Decision decision, Plan plan) {
        return new WorstCase(
                        plan,
                        decision.features(),
                        Bench.of(decision.task(), decision.features()),
                        decision.task().soft())
                .micros();
    }

    private long micros() {
        Map<String, Target> weighed = new TreeMap<>();
        long micros = 0;
        for (int i = 0; i < plan.rungs().size(); i++) {
            boolean last = i == plan.rungs().size() - 1;
            micros += switch (plan.rungs().get(i)) {
                case Rung.Weighed rung -> {
                    rung.targets().forEach(target -> weighed.put(target.id(), target));
                    yield 0;
                }
                case Rung.Single rung -> dearest(unweighed(rung.targets(), weighed)) + graded(rung, last);
                case Rung.Panel rung -> sum(rung.targets()) + graded(rung, last);
            };
        }
        return micros + sum(weighed.values());
    }

    /** A model that a hybrid plan asked in vain is not asked again. */
    private static List<Target> unweighed(List<Target> targets, Map<String, Target> weighed) {
        return targets.stream()
                .filter(target -> !weighed.containsKey(target.id()))
                .toList();
    }

    private long graded(Rung rung, boolean last) {
        if (last) {
            return 0;
        }
        long own = rung.targets().stream()
                .filter(target -> gate.mayAskItself(target.id()))
                .mapToLong(bench::ownMicros)
                .max()
                .orElse(0);
        return bench.mostMicros(rung.targets()) + own;
    }

    private long dearest(List<Target> targets) {
        return targets.stream().mapToLong(this::micros).max().orElse(0);
    }

    private long sum(Collection<Target> targets) {
        return targets.stream().mapToLong(this::micros).sum();
    }

    private long micros(Target target) {
        return Planner.expectedMicros(target.model(), features);
    }
}
