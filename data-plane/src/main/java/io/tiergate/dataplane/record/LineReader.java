package io.tiergate.dataplane.record;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads whole lines of one file, in bounded memory. What follows the last line break is not a line yet: it is being written, or was when
 * its process was killed. Confined to one thread.
 */
final class LineReader implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 * 1024;
    /** A longer line is passed over. */
    static final int MAX_LINE_BYTES = 16 * 1024 * 1024;

    private final FileChannel channel;
    private byte[] buffer = new byte[BUFFER_BYTES];
    /** Offset in the file of the buffer's first byte. */
    private long base;

    private int start;
    private int scanned;
    private int end;
    private boolean inOverlongLine;
    private long lineOffset;

    private LineReader(FileChannel channel, long offset) {
        this.channel = channel;
        this.base = offset;
    }

    static LineReader open(LogFile file, long offset) throws IOException {
        return new LineReader(FileChannel.open(file.path(), StandardOpenOption.READ), offset);
    }

    /**
     * The next line, without its line break; null if there is none yet.
     *
     * @param limit nothing at or after this offset is read
     */
    byte @Nullable [] next(long limit) throws IOException {
        while (true) {
            while (scanned < end) {
                if (buffer[scanned++] == '\n') {
                    byte[] line = take();
                    if (line != null) {
                        return line;
                    }
                }
            }
            if (!fill(limit)) {
                return null;
            }
        }
    }

    /** Where the line that {@link #next} gave last begins. */
    long lineOffset() {
        return lineOffset;
    }

    private byte @Nullable [] take() {
        boolean whole = !inOverlongLine;
        inOverlongLine = false;
        lineOffset = base + start;
        byte[] line = whole ? Arrays.copyOfRange(buffer, start, scanned - 1) : null;
        start = scanned;
        return line;
    }

    private boolean fill(long limit) throws IOException {
        if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, end - start);
            base += start;
            end -= start;
            start = 0;
            scanned = end;
        }
        if (end == buffer.length) {
            grow();
        }
        long room = Math.min(buffer.length - end, limit - base - end);
        if (room <= 0) {
            return false;
        }
        int read = channel.read(ByteBuffer.wrap(buffer, end, (int) room), base + end);
        if (read <= 0) {
            return false;
        }
        end += read;
        return true;
    }

    private void grow() {
        if (buffer.length < MAX_LINE_BYTES) {
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        } else {
            inOverlongLine = true;
            base += end;
            end = 0;
            scanned = 0;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
