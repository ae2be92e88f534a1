package io.tiergate.dataplane.record;

import java.nio.file.Path;

/**
 * Where and how much an agent records.
 *
 * @param folder of the files; made where it is missing
 * @param rollBytes a file that would grow beyond this is closed and the next one begun
 * @param keepFiles files kept of each kind; the oldest go first
 * @param keepBytes bytes kept of each kind; the oldest files go first
 * @param queued records that may wait to be written; beyond it the oldest is dropped
 * @param indexed places of records kept in memory, so that reading a late one by its id needs no search as a rule
 */
public record RecordSettings(Path folder, long rollBytes, int keepFiles, long keepBytes, int queued, int indexed) {
    private static final long MEBIBYTE = 1L << 20;

    public RecordSettings {
        if (rollBytes < 1 || keepFiles < 1 || keepBytes < 1 || queued < 1 || indexed < 1) {
            throw new IllegalArgumentException("sizes and counts of the record log must be at least 1");
        }
    }

    /** The defaults, in {@code DATA_DIR/records}. */
    public static RecordSettings in(Path dataFolder) {
        return new RecordSettings(dataFolder.resolve("records"), 64 * MEBIBYTE, 1_000, 4_096 * MEBIBYTE, 8_192, 32_768);
    }
}
