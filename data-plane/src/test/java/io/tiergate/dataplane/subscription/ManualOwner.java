package io.tiergate.dataplane.subscription;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** An owner that the test drives, with a clock that the test moves. Tasks may come from other threads. */
final class ManualOwner implements Owner, InstantSource {
    private static final long GIVE_UP_SECONDS = 30;
    private static final long LOOK_AGAIN_MILLIS = 5;

    private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final List<Due> dues = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-22T00:00:00Z");
    private boolean finished;
    private int timersSet;

    private record Due(Instant at, Runnable task) {}

    @Override
    public synchronized Instant instant() {
        return now;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        Due due = new Due(now.plus(delay), task);
        dues.add(due);
        timersSet++;
        return () -> dues.remove(due);
    }

    @Override
    public void finish() {
        idle();
        finished = true;
    }

    int timersSet() {
        return timersSet;
    }

    boolean finished() {
        return finished;
    }

    /** Runs what is waiting, and what that brings, until there is nothing. */
    void idle() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    /** Runs what comes from other threads until the condition holds. */
    void until(BooleanSupplier condition) {
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(GIVE_UP_SECONDS);
        while (!condition.getAsBoolean()) {
            Runnable task = next();
            if (task != null) {
                task.run();
            } else if (System.nanoTime() > giveUp) {
                throw new AssertionError("what was waited for did not come in " + GIVE_UP_SECONDS + " s");
            }
        }
    }

    private @Nullable Runnable next() {
        try {
            return tasks.poll(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** How long until the next timer, or null if none is set. */
    @Nullable
    Duration nextDue() {
        return dues.stream()
                .map(Due::at)
                .min(Comparator.naturalOrder())
                .map(at -> Duration.between(now, at))
                .orElse(null);
    }

    /** Moves the clock, running what is due on the way. */
    void advance(Duration by) {
        Instant end = now.plus(by);
        idle();
        for (Due due = earliest(end); due != null; due = earliest(end)) {
            dues.remove(due);
            now = due.at();
            due.task().run();
            idle();
        }
        now = end;
    }

    private @Nullable Due earliest(Instant end) {
        return dues.stream()
                .filter(due -> !due.at().isAfter(end))
                .min(Comparator.comparing(Due::at))
                .orElse(null);
    }
}
