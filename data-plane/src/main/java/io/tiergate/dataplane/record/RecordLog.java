package io.tiergate.dataplane.record;

import io.tiergate.dataplane.model.DecisionId;
import io.tiergate.policy.record.DecisionRecord;
import io.tiergate.policy.record.RecordWriter;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An agent's own decision records: rolling JSON-lines files, {@code records-YYYYMMDD-NUMBER.jsonl} (UTC). What was offered before a reading
 * method is called is seen by it. A line that a kill cut in half is never seen. Safe for any number of threads.
 */
public final class RecordLog implements Recorder, AutoCloseable {
    /** Most records that {@link #follow} and {@link #scan} begin before the end. */
    public static final int MAX_LAST = 10_000;

    private static final String KIND = "records";
    private static final long FLUSH_MILLIS = 2_000;
    /** Clocks are set back now and then. */
    private static final long CLOCK_SLACK_MILLIS = 3_600_000;

    private static final byte[] ID_MEMBER = {'"', 'i', 'd', '"', ':', '"'};
    private static final int ID_MEMBER_WITHIN = 32;

    private final Path folder;
    private final Index index;
    private final LineLog<DecisionRecord> lines;

    private RecordLog(RecordSettings settings, Clock clock, System.Logger log) {
        this.folder = settings.folder();
        this.index = new Index(settings.indexed());
        this.lines = new LineLog<>(
                settings,
                new LineLog.Format<>(
                        KIND,
                        RecordWriter::write,
                        (record, position) -> index.put(record.header().id(), position)),
                clock,
                log);
    }

    /** Opens the log and starts its writing thread. Never fails: where the folder cannot be written, records are dropped and counted. */
    public static RecordLog open(RecordSettings settings) {
        return open(settings, Clock.systemUTC(), System.getLogger(RecordLog.class.getName()));
    }

    static RecordLog open(RecordSettings settings, Clock clock, System.Logger log) {
        noteHalfLine(settings.folder(), log);
        return new RecordLog(settings, clock, log);
    }

    @Override
    public void offer(DecisionRecord record) {
        lines.offer(record);
    }

    /**
     * The record of that id.
     *
     * @return null if it is not here, or no longer
     * @throws IOException if a file cannot be read
     */
    public @Nullable StoredRecord find(String id) throws IOException {
        lines.flush(FLUSH_MILLIS);
        Position known = index.get(id);
        if (known != null) {
            try (LogCursor cursor = new LogCursor(folder, KIND, known, null, file -> true)) {
                StoredRecord found = parse(cursor.next());
                if (found != null && found.id().equals(id)) {
                    return found;
                }
            }
        }
        long timeMillis = DecisionId.timeMillis(id);
        return timeMillis < 0 ? null : search(id, timeMillis);
    }

    /**
     * A walk over what was offered until now.
     *
     * @param last begin with this many of the last ones, at most {@link #MAX_LAST}; 0: with the first
     * @throws IOException if a file cannot be read
     */
    public RecordCursor scan(RecordQuery query, int last) throws IOException {
        lines.flush(FLUSH_MILLIS);
        Position end = LogCursor.end(folder, KIND);
        Position from = last > 0 ? startOfLast(query, last, end) : Position.START;
        return cursor(query, from, end);
    }

    /**
     * A walk over what was and will be offered.
     *
     * @param last begin with this many of the last ones, at most {@link #MAX_LAST}; 0: with the first
     * @throws IOException if a file cannot be read
     */
    public RecordCursor follow(RecordQuery query, int last) throws IOException {
        lines.flush(FLUSH_MILLIS);
        Position from = last > 0 ? startOfLast(query, last, LogCursor.end(folder, KIND)) : Position.START;
        return cursor(query, from, null);
    }

    /** Runs {@code action} on the writing thread after each write and at the end, until closed; it must not block. */
    LineLog.Registration onAppend(Runnable action) {
        return lines.onAppend(action);
    }

    /** Writes what was offered before; false if that took more than a moment. */
    public boolean flush() {
        return lines.flush(FLUSH_MILLIS);
    }

    /** Counts since the log was opened. */
    public Stats stats() {
        return new Stats(lines.written(), lines.dropped());
    }

    /** Whether it was closed and all that waited was written. */
    boolean isDrained() {
        return lines.isDrained();
    }

    /** Takes nothing more, and writes what waits. */
    @Override
    public void close() {
        lines.close();
    }

    /**
     * Counts since the log was opened.
     *
     * @param written records on disk
     * @param dropped by {@link DropReason#label}; only those that are not 0
     */
    public record Stats(long written, Map<String, Long> dropped) {
        public Stats {
            dropped = Map.copyOf(dropped);
        }
    }

    private RecordCursor cursor(RecordQuery query, Position from, @Nullable Position end) {
        return new RecordCursor(new LogCursor(folder, KIND, from, end, filesFor(query)), query);
    }

    /** Looks through the files that a request which arrived then may have been written to. */
    private @Nullable StoredRecord search(String id, long timeMillis) throws IOException {
        RecordQuery then = new RecordQuery(timeMillis, timeMillis + 1, "", "", "");
        Position end = LogCursor.end(folder, KIND);
        try (LogCursor cursor = new LogCursor(folder, KIND, Position.START, end, filesFor(then))) {
            byte[] idBytes = id.getBytes(java.nio.charset.StandardCharsets.UTF_8);
            for (byte[] line = cursor.next(); line != null; line = cursor.next()) {
                if (hasId(line, idBytes)) {
                    return StoredRecord.parse(line);
                }
            }
        }
        return null;
    }

    /**
     * A record is written after its request arrived, and at the latest a day later: so a file that was last written before the query's
     * beginning, or was begun days after its end, has none that match.
     */
    private static Predicate<LogFile> filesFor(RecordQuery query) {
        LocalDate lastDay = query.toMillis() == 0
                ? LocalDate.MAX
                : LocalDate.ofInstant(Instant.ofEpochMilli(query.toMillis()), ZoneOffset.UTC)
                        .plusDays(1);
        return file -> !file.day().isAfter(lastDay) && !writtenBefore(file, query.fromMillis());
    }

    private static boolean writtenBefore(LogFile file, long millis) {
        try {
            return millis > 0 && Files.getLastModifiedTime(file.path()).toMillis() < millis - CLOCK_SLACK_MILLIS;
        } catch (IOException e) {
            return false;
        }
    }

    private Position startOfLast(RecordQuery query, int last, Position end) throws IOException {
        int count = Math.min(last, MAX_LAST);
        Predicate<LogFile> wanted = filesFor(query);
        Deque<Position> found = new ArrayDeque<>();
        List<LogFile> files = LogFile.list(folder, KIND);
        for (LogFile file : files.reversed()) {
            if (found.size() == count) {
                break;
            }
            if (file.number() <= end.file() && wanted.test(file)) {
                lastOf(query, file, end, count - found.size()).forEach(found::addFirst);
            }
        }
        return found.isEmpty() ? end : found.getFirst();
    }

    /** The last matching lines of one file, last first. */
    private List<Position> lastOf(RecordQuery query, LogFile file, Position end, int count) throws IOException {
        Position fileEnd = file.number() == end.file() ? end : new Position(file.number(), Long.MAX_VALUE);
        Deque<Position> here = new ArrayDeque<>();
        try (RecordCursor cursor = new RecordCursor(
                new LogCursor(
                        folder,
                        KIND,
                        new Position(file.number(), 0),
                        fileEnd,
                        other -> other.number() == file.number()),
                query)) {
            while (cursor.next(() -> false) != null) {
                if (here.size() == count) {
                    here.removeFirst();
                }
                here.addLast(cursor.position());
            }
        }
        return List.copyOf(here).reversed();
    }

    private static @Nullable StoredRecord parse(byte @Nullable [] line) {
        return line == null ? null : StoredRecord.parse(line);
    }

    /** Whether the first {@code id} member of a line, which is near its beginning, is this one. */
    private static boolean hasId(byte[] line, byte[] id) {
        for (int at = 0; at < ID_MEMBER_WITHIN && at + ID_MEMBER.length + id.length < line.length; at++) {
            if (matches(line, at, ID_MEMBER)) {
                int start = at + ID_MEMBER.length;
                return matches(line, start, id) && line[start + id.length] == '"';
            }
        }
        return false;
    }

    private static boolean matches(byte[] line, int at, byte[] what) {
        return java.util.Arrays.equals(line, at, at + what.length, what, 0, what.length);
    }

    private static void noteHalfLine(Path folder, System.Logger log) {
        try {
            List<LogFile> files = LogFile.list(folder, KIND);
            if (!files.isEmpty() && files.getLast().endsInLine()) {
                log.log(
                        Level.INFO,
                        "{0} ends in a half-written line: its agent was killed; readers pass over it",
                        files.getLast().path());
            }
        } catch (NoSuchFileException e) {
            // Removed just now.
        } catch (IOException e) {
            log.log(Level.WARNING, "cannot read {0}: {1}", folder, e.toString());
        }
    }

    /**
     * Where the latest records are: a table by the hash of their ids, in which a later record takes the place of an earlier one of the same
     * slot. So what it gives is a guess, and whoever asks looks whether the record is there. It holds numbers only: an entry a record
     * would keep the collector busy.
     */
    private static final class Index {
        private final long[] files;
        private final long[] offsets;

        Index(int capacity) {
            int slots = Integer.highestOneBit(Math.max(1, 2 * capacity - 1));
            this.files = new long[slots];
            this.offsets = new long[slots];
        }

        synchronized void put(String id, Position position) {
            int slot = slot(id);
            files[slot] = position.file();
            offsets[slot] = position.offset();
        }

        /** Where the record may be; null: nowhere that is known. */
        synchronized @Nullable Position get(String id) {
            int slot = slot(id);
            return files[slot] == 0 ? null : new Position(files[slot], offsets[slot]);
        }

        private int slot(String id) {
            int hash = id.hashCode();
            return (hash ^ (hash >>> 16)) & (files.length - 1);
        }
    }
}
