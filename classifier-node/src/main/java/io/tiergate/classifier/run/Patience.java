package io.tiergate.classifier.run;

import java.util.function.BooleanSupplier;

/**
 * How long a caller waits.
 *
 * @param untilNanos by the clock of {@link System#nanoTime}
 * @param left whether the caller has gone away already
 */
public record Patience(long untilNanos, BooleanSupplier left) {
    boolean isOver(long nowNanos) {
        return untilNanos - nowNanos <= 0 || left.getAsBoolean();
    }
}
