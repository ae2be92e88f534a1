package io.tiergate.dataplane.record;

import io.tiergate.policy.document.JsonBytes;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes what it is offered as JSON lines, on one thread of its own. What was written has left the process: a kill loses what was
 * offered in the last {@value #LINGER_MILLIS} ms and what still waited. Safe for any number of threads.
 */
final class LineLog<T> implements AutoCloseable {
    /** Between two writes: long enough to gather a batch, well within the 200 ms that a kill may lose. */
    private static final long LINGER_MILLIS = 10;

    private static final long RETRY_MILLIS = 1_000;
    private static final long CLOSE_MILLIS = 10_000;
    private static final int BATCH = 512;
    private static final int WRITE_BYTES = 256 * 1024;

    private final RecordSettings settings;
    private final Format<T> format;
    private final RollingFiles files;
    private final System.Logger log;
    private final OfferQueue<T> queue;
    private final Thread writer;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final AtomicLong written = new AtomicLong();
    private final Map<DropReason, AtomicLong> dropped = new EnumMap<>(DropReason.class);
    private volatile boolean failing;
    private volatile boolean drained;

    private final Object flushes = new Object();
    private long flushesAsked;
    private long flushesDone;

    // The writer's own.
    private final @Nullable Object[] batch = new Object[BATCH];
    private final JsonBytes lines = new JsonBytes(2 * WRITE_BYTES);
    private final @Nullable Object[] inLines = new Object[BATCH];
    private final int[] offsets = new int[BATCH];
    private int lineCount;

    LineLog(RecordSettings settings, Format<T> format, Clock clock, System.Logger log) {
        this.settings = settings;
        this.format = format;
        this.files = new RollingFiles(settings, format.kind(), clock);
        this.log = log;
        for (DropReason reason : DropReason.values()) {
            dropped.put(reason, new AtomicLong());
        }
        this.queue = new OfferQueue<>(settings.queued());
        this.writer = Thread.ofPlatform()
                .name("tiergate-" + format.kind() + "-writer")
                .daemon()
                .unstarted(this::run);
        writer.start();
    }

    /**
     * What a log holds.
     *
     * @param kind first part of its files' names
     * @param json writes one element as a JSON object without line breaks
     * @param written is told, on the writing thread, where each element went
     */
    record Format<T>(String kind, BiConsumer<T, JsonBytes> json, Written<T> written) {}

    /** Where an element went. */
    interface Written<T> {
        void at(T element, Position position);
    }

    void offer(T element) {
        switch (queue.offer(element)) {
            case QUEUED -> {}
            case OLDEST_DROPPED -> drop(failing ? DropReason.DISK : DropReason.QUEUE_FULL, 1);
            case CLOSED -> drop(DropReason.CLOSED, 1);
        }
    }

    /** Returns when all that was offered before has been written or dropped; false if {@code timeoutMillis} came first. */
    boolean flush(long timeoutMillis) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        synchronized (flushes) {
            long ticket = ++flushesAsked;
            LockSupport.unpark(writer);
            while (flushesDone < ticket) {
                long leftMillis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (leftMillis <= 0) {
                    return false;
                }
                try {
                    flushes.wait(leftMillis);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }
            return true;
        }
    }

    /** Runs {@code action} on the writing thread after each write, until the returned registration is closed; it must not block. */
    Registration onAppend(Runnable action) {
        listeners.add(action);
        return () -> listeners.remove(action);
    }

    /** A listener that is called. */
    interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    long written() {
        return written.get();
    }

    /** Counts by {@link DropReason#label}; only those that are not 0. */
    Map<String, Long> dropped() {
        Map<String, Long> counts = new TreeMap<>();
        for (DropReason reason : DropReason.values()) {
            long count = dropCount(reason);
            if (count > 0) {
                counts.put(reason.label(), count);
            }
        }
        return counts;
    }

    /** Whether it was closed and all that waited was written. */
    boolean isDrained() {
        return drained;
    }

    /** Takes nothing more, and writes what waits. */
    @Override
    public void close() {
        queue.close();
        LockSupport.unpark(writer);
        try {
            if (!writer.join(java.time.Duration.ofMillis(CLOSE_MILLIS))) {
                log.log(Level.WARNING, "{0}: the disk is too slow to write all that waits", settings.folder());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!queue.isDone()) {
            long asked = flushesAsked();
            boolean any = drain();
            flushed(asked);
            rest(any);
        }
        files.close();
        drained = true;
        flushed(Long.MAX_VALUE);
        listeners.forEach(Runnable::run);
    }

    /** Writes what is queued now. */
    private boolean drain() {
        int rounds = settings.queued() / BATCH + 1;
        boolean any = false;
        int count = BATCH;
        while (count == BATCH && rounds > 0) {
            count = queue.drainTo(batch);
            write(count);
            any |= count > 0;
            rounds--;
            if (failing) {
                break;
            }
        }
        if (any) {
            listeners.forEach(Runnable::run);
        }
        return any;
    }

    @SuppressWarnings("unchecked") // the queue holds nothing else
    private void write(int count) {
        for (int i = 0; i < count; i++) {
            T element = (T) Objects.requireNonNull(batch[i]);
            batch[i] = null;
            int start = lines.size();
            if (encode(element)) {
                inLines[lineCount] = element;
                offsets[lineCount] = start;
                lineCount++;
                if (lines.size() >= WRITE_BYTES) {
                    append();
                }
            }
        }
        if (lineCount > 0) {
            append();
        }
    }

    /** Adds an element's line; false, and nothing is added, if it cannot be written. */
    private boolean encode(T element) {
        int start = lines.size();
        try {
            format.json().accept(element, lines);
            lines.endLine();
            return true;
        } catch (RuntimeException e) {
            lines.cut(start);
            if (dropCount(DropReason.ENCODING) == 0) {
                log.log(
                        Level.ERROR,
                        "a " + format.kind() + " line could not be written as JSON; dropped and counted",
                        e);
            }
            drop(DropReason.ENCODING, 1);
            return false;
        }
    }

    @SuppressWarnings("unchecked") // see write
    private void append() {
        try {
            Position start = files.append(lines.view());
            for (int i = 0; i < lineCount; i++) {
                format.written()
                        .at(
                                (T) Objects.requireNonNull(inLines[i]),
                                new Position(start.file(), start.offset() + offsets[i]));
            }
            written.addAndGet(lineCount);
            recovered();
        } catch (IOException e) {
            drop(DropReason.DISK, lineCount);
            failed(e);
        }
        Arrays.fill(inLines, 0, lineCount, null);
        lineCount = 0;
        lines.cut(0);
    }

    private void failed(IOException cause) {
        if (!failing) {
            failing = true;
            log.log(
                    Level.WARNING,
                    "cannot write {0} in {1}: {2}; they are dropped and counted until that works again, serving goes on",
                    format.kind(),
                    settings.folder(),
                    cause.toString());
        }
    }

    private void recovered() {
        if (failing) {
            failing = false;
            log.log(
                    Level.INFO,
                    "writes {0} in {1} again; dropped so far: {2}",
                    format.kind(),
                    settings.folder(),
                    Long.toString(dropCount(DropReason.DISK)));
        }
    }

    /** Waits until there may be something to do. */
    private void rest(boolean any) {
        if (flushesAsked() > flushesDone() || queue.isClosed()) {
            return;
        }
        if (failing) {
            LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(RETRY_MILLIS));
        } else if (any) {
            LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(LINGER_MILLIS));
        } else if (queue.sleepIfEmpty(writer)) {
            LockSupport.park(this);
        }
    }

    private long flushesAsked() {
        synchronized (flushes) {
            return flushesAsked;
        }
    }

    private long flushesDone() {
        synchronized (flushes) {
            return flushesDone;
        }
    }

    private void flushed(long upTo) {
        synchronized (flushes) {
            if (upTo > flushesDone) {
                flushesDone = upTo;
                flushes.notifyAll();
            }
        }
    }

    private void drop(DropReason reason, int count) {
        Objects.requireNonNull(dropped.get(reason)).addAndGet(count);
    }

    private long dropCount(DropReason reason) {
        return Objects.requireNonNull(dropped.get(reason)).get();
    }
}
