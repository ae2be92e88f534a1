package io.tiergate.bench.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/** Callers that call again as soon as they have their answer, each on a thread of its own. */
public final class ClosedLoop {
    private ClosedLoop() {}

    /** Runs that many callers for so long; how long each call took, in nanoseconds. */
    public static Histogram run(int callers, Supplier<Caller> connect, Duration duration) {
        long end = System.nanoTime() + duration.toNanos();
        Histogram all = new Histogram(3);
        try (ExecutorService threads = Executors.newFixedThreadPool(
                callers, Thread.ofPlatform().name("caller-", 0).factory())) {
            List<Future<Histogram>> results = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                results.add(threads.submit(() -> one(connect, end)));
            }
            for (Future<Histogram> result : results) {
                all.add(result.get());
            }
            return all;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a caller broke", e.getCause());
        }
    }

    private static Histogram one(Supplier<Caller> connect, long end) {
        Histogram took = new Histogram(3);
        try (Caller caller = connect.get()) {
            long before = System.nanoTime();
            while (before < end) {
                caller.call();
                long after = System.nanoTime();
                took.recordValue(after - before);
                before = after;
            }
        }
        return took;
    }
}
