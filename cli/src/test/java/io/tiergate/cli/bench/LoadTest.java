package io.tiergate.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LoadTest {
    @Test
    void quantiles_areCallsThatWereSeen() {
        Load load =
                new Load(LongStream.rangeClosed(1, 100).map(n -> n * 1_000_000).toArray(), 2_000_000_000L);
        assertThat(load.quantileMicros(0.5)).isEqualTo(50_000);
        assertThat(load.quantileMicros(0.99)).isEqualTo(99_000);
        assertThat(load.quantileMicros(1)).isEqualTo(100_000);
        assertThat(load.callsPerSecond()).isEqualTo(50);
    }

    @Test
    void everyCaller_callsAtLeastOnce_andEveryCallIsCounted() throws InterruptedException {
        AtomicInteger calls = new AtomicInteger();
        Load load = Load.of(8, 0, calls::incrementAndGet);
        assertThat(load.calls()).isEqualTo(8);
        assertThat(calls).hasValue(8);
    }

    @Test
    void callThatFails_endsTheMeasurement() {
        assertThatThrownBy(() -> Load.of(2, 0, () -> {
                    throw new IllegalArgumentException("refused");
                }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("refused");
    }
}
