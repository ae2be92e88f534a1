package io.tiergate.simulator.fault;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rules in force. A rule with a probability draws from its seed, the model, the prompt and how often the rule has seen
 * them, so the same prompts get the same faults in whatever order they come. Thread-safe.
 */
public final class Faults {
    private volatile List<Active> active = List.of();

    /** Replaces all rules. */
    public synchronized void replace(long seed, List<FaultRule> rules) {
        List<Active> fresh = new ArrayList<>(rules.size());
        for (int i = 0; i < rules.size(); i++) {
            fresh.add(new Active(rules.get(i), mix(seed + i)));
        }
        active = List.copyOf(fresh);
    }

    /** The rules that are left, in order. */
    public synchronized List<Remaining> remaining() {
        List<Remaining> result = new ArrayList<>();
        for (Active rule : active) {
            if (!rule.isUsedUp()) {
                result.add(new Remaining(rule.rule, rule.left, rule.fired));
            }
        }
        return result;
    }

    /** Decides what goes wrong with one call; counts it against the rules that fire. */
    public FaultPlan decide(String model, String promptId) {
        return active.isEmpty() ? FaultPlan.NONE : decideLocked(model, promptId);
    }

    private synchronized FaultPlan decideLocked(String model, String promptId) {
        FaultPlan plan = FaultPlan.NONE;
        for (Active rule : active) {
            boolean wouldCount = plan.fault() == null || rule.rule.fault().kind() == FaultKind.LATENCY;
            if (wouldCount && rule.fires(model, promptId)) {
                plan = plan.plus(rule.rule.fault());
            }
        }
        return plan;
    }

    /** The finaliser of SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014). */
    private static long mix(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /**
     * A rule in force.
     *
     * @param rule as it was set
     * @param left calls before it is gone; null for no end
     * @param fired calls that got it
     */
    public record Remaining(FaultRule rule, @Nullable Integer left, long fired) {}

    private static final class Active {
        private final FaultRule rule;
        private final long seed;
        private final Map<String, Integer> seen = new HashMap<>();
        private @Nullable Integer left;
        private long fired;

        Active(FaultRule rule, long seed) {
            this.rule = rule;
            this.seed = seed;
            this.left = rule.count();
        }

        boolean isUsedUp() {
            return left != null && left == 0;
        }

        boolean fires(String model, String promptId) {
            if (isUsedUp() || !rule.matches(model, promptId) || !draw(model, promptId)) {
                return false;
            }
            if (left != null) {
                left = left - 1;
            }
            fired++;
            return true;
        }

        private boolean draw(String model, String promptId) {
            if (rule.probability() >= 1) {
                return true;
            }
            String key = model + '\n' + promptId;
            int nth = seen.merge(key, 1, Integer::sum);
            long random = mix(mix(seed ^ key.hashCode()) + nth);
            return (random >>> 11) * 0x1.0p-53 < rule.probability();
        }
    }
}
