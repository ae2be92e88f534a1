package io.tiergate.policy.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.policy.compile.CompiledPolicy;
import io.tiergate.policy.compile.CompiledPolicy.Budget;
import io.tiergate.policy.compile.Strategy;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ClimbPropertyTest {
    private static final List<Ending> FAILURES = Stream.of(Ending.values())
            .filter(ending -> ending != Ending.ANSWERED && ending != Ending.CANCELLED)
            .toList();
    private static final List<Strategy> STRATEGIES = List.of(
            new Strategy.Fixed(Samples.MID),
            new Strategy.Route(Samples.SMALL),
            new Strategy.Cascade(),
            Samples.consensus(2),
            Samples.consensus(3),
            Samples.hybrid(1),
            Samples.hybrid(0.01));

    @Property(tries = 2_000)
    void anySequenceOfEndings_terminatesWithinTheBudget(
            @ForAll @IntRange(max = 6) int strategy,
            @ForAll @IntRange(min = 0, max = 12) int attempts,
            @ForAll @IntRange(max = 5) int retries,
            @ForAll long seed) {
        CompiledPolicy policy = Samples.policy(STRATEGIES.get(strategy));
        Walk walk = Walk.of(policy, new Budget(Long.MAX_VALUE, attempts, Long.MAX_VALUE), retries);
        Random random = new Random(seed);
        Move end = walk.run(call -> switch (random.nextInt(4)) {
            case 0 -> Walk.answer(call, "answer " + random.nextInt(3));
            case 1 -> Walk.rejected(call);
            default -> Walk.failed(call, FAILURES.get(random.nextInt(FAILURES.size())));
        });
        assertThat(walk.asked.size()).isLessThanOrEqualTo(attempts);
        assertThat(walk.climb.results().size()).isLessThanOrEqualTo(attempts);
        if (end instanceof Move.Serve serve) {
            AttemptResult served = walk.climb.results().get(serve.attempt() - 1);
            assertThat(served.number()).isEqualTo(serve.attempt());
            assertThat(served.passed()).isTrue();
        } else {
            assertThat(walk.climb.results()).noneMatch(AttemptResult::passed);
        }
    }
}
