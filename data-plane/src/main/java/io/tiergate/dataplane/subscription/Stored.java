package io.tiergate.dataplane.subscription;

import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the disk holds of a resource. */
sealed interface Stored {
    /** Nothing. */
    record Absent() implements Stored {}

    /**
     * The last good content.
     *
     * @param since when it was activated
     */
    record Intact(Content content, Instant since) implements Stored {}

    /**
     * A file that is not what was written.
     *
     * @param file where it was
     * @param problem what is wrong with it
     * @param movedTo where it is now; null if it could not be moved
     */
    record Damaged(Path file, String problem, @Nullable Path movedTo) implements Stored {}
}
