package io.tiergate.policy.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.policy.compile.Target;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DrawTest {
    private static final int REQUESTS = 200_000;
    private static final List<Target> TARGETS = List.of(
            new Target("t", Samples.SMALL_1, 60),
            new Target("t", Samples.SMALL_2, 30),
            new Target("t", Samples.MID_1, 10));

    @Test
    void firstTarget_isDistributedByWeight() {
        Map<String, Integer> first = new HashMap<>();
        Random random = new Random(20_261_122);
        for (int i = 0; i < REQUESTS; i++) {
            first.merge(Draw.order(TARGETS, random.nextLong()).getFirst().id(), 1, Integer::sum);
        }
        for (Target target : TARGETS) {
            double share = target.weight() / 100.0;
            double bound = 5 * Math.sqrt(share * (1 - share) * REQUESTS);
            assertThat((double) first.getOrDefault(target.id(), 0))
                    .as(target.id())
                    .isBetween(share * REQUESTS - bound, share * REQUESTS + bound);
        }
    }

    @Test
    void firstTarget_isDistributedByWeight_forConsecutiveDrawsToo() {
        int small = 0;
        for (long draw = 0; draw < REQUESTS; draw++) {
            if (Draw.order(TARGETS, draw).getFirst().model().equals(Samples.SMALL_1)) {
                small++;
            }
        }
        double bound = 5 * Math.sqrt(0.6 * 0.4 * REQUESTS);
        assertThat((double) small).isBetween(0.6 * REQUESTS - bound, 0.6 * REQUESTS + bound);
    }

    @Test
    void order_isAPermutation() {
        for (long draw = 0; draw < 1_000; draw++) {
            assertThat(Draw.order(TARGETS, draw)).containsExactlyInAnyOrderElementsOf(TARGETS);
        }
    }

    @Test
    void numbers_areSplitMix64() {
        // First outputs of java.util.SplittableRandom's mix for seed 0, as published with the paper's reference code.
        assertThat(Draw.number(0, 0)).isEqualTo(0xE220A8397B1DCDAFL);
        assertThat(Draw.number(0, 1)).isEqualTo(0x6E789E6AA1B965F4L);
    }
}
