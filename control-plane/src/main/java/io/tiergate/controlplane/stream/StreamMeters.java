package io.tiergate.controlplane.stream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;

/** Counts what happens on the streams. Thread-safe. */
final class StreamMeters {
    private final MeterRegistry registry;
    private final Counter sent;
    private final Counter acked;
    private final Counter nacked;
    private final Counter stalled;
    private final Timer timeToActive;

    StreamMeters(MeterRegistry registry, Supplier<Number> open) {
        this.registry = registry;
        sent = registry.counter("tiergate.distribution.updates.sent");
        acked = registry.counter("tiergate.distribution.updates.acked");
        nacked = registry.counter("tiergate.distribution.updates.nacked");
        stalled = registry.counter("tiergate.distribution.updates.stalled");
        timeToActive = Timer.builder("tiergate.distribution.time.to.active")
                .description("From activation in the control plane to an agent's Ack")
                .publishPercentileHistogram()
                .register(registry);
        Gauge.builder("tiergate.distribution.streams", open)
                .description("Open streams of agents")
                .strongReference(true)
                .register(registry);
    }

    void sent() {
        sent.increment();
    }

    void acked(long microsSinceActivation) {
        acked.increment();
        timeToActive.record(Duration.ofNanos(Math.multiplyExact(microsSinceActivation, 1_000L)));
    }

    void nacked() {
        nacked.increment();
    }

    void stalled() {
        stalled.increment();
    }

    void closed(CloseCause cause) {
        registry.counter(
                        "tiergate.distribution.streams.closed",
                        "cause",
                        cause.getClass().getSimpleName().toLowerCase(Locale.ROOT))
                .increment();
    }
}
