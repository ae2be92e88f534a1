package io.tiergate.dataplane.record;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The writing end of a log: appends to one file until that is full or its day is over, then begins the next and removes the oldest
 * ones that are too many. A process never appends to a file of an earlier one, so that a line which a kill cut in half stays the last
 * of its file. Confined to one thread.
 */
final class RollingFiles implements AutoCloseable {
    private final RecordSettings settings;
    private final String kind;
    private final Clock clock;
    private final Opener opener;

    private @Nullable SeekableByteChannel channel;
    private @Nullable LogFile file;
    private long size;
    private long lastNumber;

    RollingFiles(RecordSettings settings, String kind, Clock clock) {
        this(
                settings,
                kind,
                clock,
                path -> Files.newByteChannel(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }

    RollingFiles(RecordSettings settings, String kind, Clock clock, Opener opener) {
        this.settings = settings;
        this.kind = kind;
        this.clock = clock;
        this.opener = opener;
    }

    /** Makes a file. */
    @FunctionalInterface
    interface Opener {
        SeekableByteChannel open(Path path) throws IOException;
    }

    /**
     * Appends whole lines; all of them or, where that fails, none that a reader would see.
     *
     * @return where the first begins
     */
    Position append(ByteBuffer lines) throws IOException {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        SeekableByteChannel open = channel;
        LogFile into = file;
        if (open == null || into == null || isFull(lines.remaining()) || today.isAfter(into.day()) || isGone(into)) {
            close();
            into = begin(today);
            open = opener.open(into.path());
            channel = open;
            file = into;
            size = 0;
            lastNumber = into.number();
        }
        Position start = new Position(into.number(), size);
        try {
            while (lines.hasRemaining()) {
                size += open.write(lines);
            }
            return start;
        } catch (IOException e) {
            takeBack(open, start.offset());
            throw e;
        }
    }

    private boolean isFull(int more) {
        return size > 0 && size + more > settings.rollBytes();
    }

    /** A file that was deleted can still be written to, and nobody would ever read it. */
    private static boolean isGone(LogFile open) {
        return !Files.exists(open.path());
    }

    private LogFile begin(LocalDate today) throws IOException {
        try {
            Files.createDirectories(settings.folder());
        } catch (FileAlreadyExistsException e) {
            throw new IOException(settings.folder() + " is a file, not a folder", e);
        }
        List<LogFile> existing = LogFile.list(settings.folder(), kind);
        removeOldest(existing);
        long last = existing.isEmpty() ? 0 : existing.getLast().number();
        return LogFile.of(settings.folder(), kind, today, Math.max(last, lastNumber) + 1);
    }

    private void removeOldest(List<LogFile> existing) throws IOException {
        long bytes = 0;
        int kept = 1;
        for (LogFile old : existing.reversed()) {
            bytes += sizeOf(old);
            kept++;
            if (kept > settings.keepFiles() || bytes > settings.keepBytes()) {
                Files.deleteIfExists(old.path());
            }
        }
    }

    private static long sizeOf(LogFile existing) throws IOException {
        try {
            return Files.size(existing.path());
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    /**
     * Removes what was written of lines that the disk has no room for. The file stays the one that is written to: a new one for each try would, on
     * a disk that stays full, leave so many empty files that they took the places of those with records.
     */
    private void takeBack(SeekableByteChannel open, long to) {
        try {
            var _ = open.truncate(to);
            size = to;
        } catch (IOException e) {
            // The half line stays the last of its file, where readers pass over it.
            close();
        }
    }

    @Override
    public void close() {
        SeekableByteChannel open = channel;
        channel = null;
        file = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // Everything was handed to the system by `write`; there is nothing left to lose.
            }
        }
    }
}
