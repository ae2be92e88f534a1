package io.tiergate.dataplane.subscription;

import org.jspecify.annotations.Nullable;

/** Reads one kind of resource: checks digests, then compiles. Pure. */
interface ContentReader<T> {
    /**
     * What the bytes say, if they are what their digest says.
     *
     * @param previous what runs now; null: nothing
     */
    Loaded<T> read(Content content, @Nullable T previous);

    /** The same thing under another generation. */
    T renumbered(T value, long generation);
}
