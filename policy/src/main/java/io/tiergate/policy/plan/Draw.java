package io.tiergate.policy.plan;

import io.tiergate.policy.compile.Target;
import java.util.ArrayList;
import java.util.List;

/**
 * The random choices of one request, all from one recorded number, so that they can be made again. SplitMix64 (Steele, Lea, Flood:
 * Fast Splittable Pseudorandom Number Generators, OOPSLA 2014).
 */
final class Draw {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private Draw() {}

    /** The {@code index}-th number of a request's sequence. */
    static long number(long draw, int index) {
        long z = draw + GOLDEN_GAMMA * (index + 1L);
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** The targets in a random order in which each is first with a chance of its share of the weight. */
    static List<Target> order(List<Target> targets, long draw) {
        if (targets.size() < 2) {
            return targets;
        }
        List<Target> left = new ArrayList<>(targets);
        List<Target> order = new ArrayList<>(targets.size());
        while (!left.isEmpty()) {
            long weight = left.stream().mapToLong(Target::weight).sum();
            long ticket = Long.remainderUnsigned(number(draw, order.size()), weight);
            int chosen = 0;
            while (ticket >= left.get(chosen).weight()) {
                ticket -= left.get(chosen).weight();
                chosen++;
            }
            order.add(left.remove(chosen));
        }
        return order;
    }
}
