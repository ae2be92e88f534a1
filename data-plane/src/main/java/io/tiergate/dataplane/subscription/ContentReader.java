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

    /** What runs, under the content's generation, if the bytes are what their digest says. Compiles nothing. */
    Loaded<T> renumber(Content content, T running);
}
