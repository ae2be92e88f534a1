package io.tiergate.dataplane.record;

import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A walk over the records that match a query, oldest first, in the order in which their requests ended. Confined to one thread.
 */
public final class RecordCursor implements AutoCloseable {
    private final LogCursor lines;
    private final RecordQuery query;

    RecordCursor(LogCursor lines, RecordQuery query) {
        this.lines = lines;
        this.query = query;
    }

    /**
     * The next record; null at the end, and for a follower where there is none yet.
     *
     * @param stop asked before each line that is looked at; once it says so, null
     * @throws IOException if a file cannot be read
     */
    public @Nullable StoredRecord next(BooleanSupplier stop) throws IOException {
        while (!stop.getAsBoolean()) {
            byte[] line = lines.next();
            if (line == null) {
                return null;
            }
            StoredRecord found = StoredRecord.parse(line);
            if (found != null && query.matches(found)) {
                return found;
            }
        }
        return null;
    }

    /** Files that were removed before this cursor read them: it was slower than records come and go. */
    public long missedFiles() {
        return lines.missedFiles();
    }

    Position position() {
        return lines.linePosition();
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
