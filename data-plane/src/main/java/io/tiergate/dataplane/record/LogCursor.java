package io.tiergate.dataplane.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A walk over a log's lines, oldest first, file by file. It holds no line but the current one, so that a slow reader costs the writer
 * nothing; one that is so slow that files are removed before it reads them misses those, and {@link #missedFiles} counts them.
 * Confined to one thread.
 */
final class LogCursor implements AutoCloseable {
    private final Path folder;
    private final String kind;
    private final Predicate<LogFile> wanted;
    private final @Nullable Position end;

    private Position next;
    private @Nullable LineReader reader;
    private long missedFiles;

    /**
     * @param from first line
     * @param end last byte, not included; null: whatever will be written, too
     * @param wanted files to read; the others are passed over
     */
    LogCursor(Path folder, String kind, Position from, @Nullable Position end, Predicate<LogFile> wanted) {
        this.folder = folder;
        this.kind = kind;
        this.next = from;
        this.end = end;
        this.wanted = wanted;
    }

    /** Where a log ends now. */
    static Position end(Path folder, String kind) throws IOException {
        List<LogFile> files = LogFile.list(folder, kind);
        for (LogFile last : files.reversed()) {
            try {
                return new Position(last.number(), Files.size(last.path()));
            } catch (NoSuchFileException e) {
                // Removed since it was listed.
            }
        }
        return Position.START;
    }

    /** The next line; null at the end, or where the end is open, if nothing more was written yet. */
    byte @Nullable [] next() throws IOException {
        while (true) {
            LineReader open = reader;
            if (open == null) {
                open = openNext();
                if (open == null) {
                    return null;
                }
            }
            byte[] line = open.next(limit());
            if (line != null) {
                return line;
            }
            if (!hasFileAfter(next.file())) {
                return null;
            }
            // The writer has gone on to another file, so that this one is whole now.
            line = open.next(limit());
            if (line != null) {
                return line;
            }
            close();
            next = new Position(next.file() + 1, 0);
        }
    }

    /** Where the line that {@link #next} gave last begins. */
    Position linePosition() {
        LineReader open = reader;
        return open == null ? next : new Position(next.file(), open.lineOffset());
    }

    long missedFiles() {
        return missedFiles;
    }

    private long limit() {
        return end != null && next.file() == end.file() ? end.offset() : Long.MAX_VALUE;
    }

    private boolean hasFileAfter(long number) throws IOException {
        if (end != null) {
            return number < end.file();
        }
        List<LogFile> files = LogFile.list(folder, kind);
        return !files.isEmpty() && files.getLast().number() > number;
    }

    private @Nullable LineReader openNext() throws IOException {
        for (LogFile file : LogFile.list(folder, kind)) {
            if (file.number() < next.file() || (end != null && file.number() > end.file())) {
                continue;
            }
            if (next.file() > 0) {
                missedFiles += file.number() - next.file();
            }
            long offset = file.number() == next.file() ? next.offset() : 0;
            next = new Position(file.number(), offset);
            if (wanted.test(file)) {
                try {
                    LineReader opened = LineReader.open(file, offset);
                    reader = opened;
                    return opened;
                } catch (NoSuchFileException e) {
                    missedFiles++;
                }
            }
            next = new Position(file.number() + 1, 0);
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        LineReader open = reader;
        reader = null;
        if (open != null) {
            open.close();
        }
    }
}
