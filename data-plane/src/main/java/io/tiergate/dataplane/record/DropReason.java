package io.tiergate.dataplane.record;

import java.util.Locale;

/** Why something that was offered is not on disk. */
public enum DropReason {
    /** More came than could be written; the oldest that waited made room. */
    QUEUE_FULL,
    /** The disk is full, or the folder is gone or read-only. */
    DISK,
    /** It could not be written as JSON: a bug. */
    ENCODING,
    /** It came after the log was closed. */
    CLOSED;

    /** Lower-case name, as statistics use it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
