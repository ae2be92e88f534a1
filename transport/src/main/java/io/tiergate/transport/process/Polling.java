package io.tiergate.transport.process;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Looks at something again and again, on a thread of its own. Says once that it is gone, and once that it is back. */
public final class Polling implements AutoCloseable {
    private final Class<? extends RuntimeException> gone;
    private final Words words;
    private final Logger log;
    private final ScheduledExecutorService executor;
    private boolean isGone;

    /**
     * A poll that has not begun.
     *
     * @param thread its thread's name
     * @param gone what a look throws while the thing is gone; anything else is a bug, which is told each time
     */
    public Polling(String thread, Class<? extends RuntimeException> gone, Words words, Logger log) {
        this.gone = gone;
        this.words = words;
        this.log = log;
        this.executor = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name(thread).daemon().factory());
    }

    /**
     * What the log says.
     *
     * @param back when it is back
     * @param meanwhile what holds while it is gone; follows the reason
     * @param broken when a look breaks
     */
    public record Words(String back, String meanwhile, String broken) {}

    /** Looks from now on, the first time after one interval. */
    public void start(Runnable look, Duration interval) {
        var _ = executor.scheduleWithFixedDelay(
                () -> poll(look), interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void poll(Runnable look) {
        try {
            look.run();
            if (isGone) {
                isGone = false;
                log.log(Level.INFO, words.back());
            }
        } catch (RuntimeException e) {
            if (!gone.isInstance(e)) {
                log.log(Level.ERROR, words.broken(), e);
            } else if (!isGone) {
                isGone = true;
                log.log(Level.WARNING, e.getMessage() + "; " + words.meanwhile());
            }
        }
    }

    /** Looks no more. */
    @Override
    public void close() {
        executor.shutdownNow();
    }
}
