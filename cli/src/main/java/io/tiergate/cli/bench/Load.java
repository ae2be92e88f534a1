package io.tiergate.cli.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/**
 * What callers at once saw, each in a closed loop.
 *
 * @param nanos of each call, sorted
 * @param tookNanos from the first call to the end of the last
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Load(long[] nanos, long tookNanos) {
    private static final double NANOS_PER_SECOND = 1e9;

    /**
     * Calls for that long, at least once each.
     *
     * @throws RuntimeException what the first call that failed threw
     */
    static Load of(int callers, long forNanos, Runnable call) throws InterruptedException {
        long begun = System.nanoTime();
        Callable<long[]> caller = () -> calls(begun + forNanos, call);
        try (ExecutorService threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("caller-", 0).factory())) {
            List<Future<long[]>> running = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                running.add(threads.submit(caller));
            }
            LongStream all = LongStream.empty();
            for (Future<long[]> one : running) {
                all = LongStream.concat(all, Arrays.stream(one.get()));
            }
            return new Load(all.sorted().toArray(), System.nanoTime() - begun);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        }
    }

    private static long[] calls(long until, Runnable call) {
        LongStream.Builder nanos = LongStream.builder();
        long before = System.nanoTime();
        do {
            call.run();
            long after = System.nanoTime();
            nanos.add(after - before);
            before = after;
        } while (before < until);
        return nanos.build().toArray();
    }

    int calls() {
        return nanos.length;
    }

    double callsPerSecond() {
        return calls() * NANOS_PER_SECOND / tookNanos;
    }

    /** The smallest time that this share of all calls did not exceed, microseconds. */
    long quantileMicros(double share) {
        int index = (int) Math.ceil(share * nanos.length) - 1;
        return TimeUnit.NANOSECONDS.toMicros(nanos[Math.max(0, index)]);
    }
}
