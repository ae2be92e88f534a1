package io.tiergate.dataplane.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final double ALMOST_ONE = Math.nextDown(1.0);

    @Test
    void ceiling_doublesFromTheFirstToTheMost() {
        assertThat(IntStream.of(1, 2, 3, 6, 7, 1_000, Integer.MAX_VALUE)
                        .mapToObj(failures ->
                                Backoff.STANDARD.after(failures, ALMOST_ONE).toMillis() + 1))
                .containsExactly(100L, 200L, 400L, 3_200L, 5_000L, 5_000L, 5_000L);
    }

    @Test
    void jitter_isFull() {
        assertThat(Backoff.STANDARD.after(3, 0)).isEqualTo(Duration.ZERO);
        assertThat(Backoff.STANDARD.after(3, 0.5)).isEqualTo(Duration.ofMillis(200));
    }
}
