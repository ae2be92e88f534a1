package io.tiergate.dataplane.cache.vector;

import java.nio.file.Path;

/**
 * How vectors are kept and searched. Measured: {@code docs/measurements/cache.md}.
 *
 * @param folder for the graphs' files; emptied at the start, deleted at the end
 * @param graphFrom vectors of a partition from which a graph is built; fewer are compared one by one
 * @param batchLeast vectors, or removals, that a graph takes at once, at least: fewer would make many small segments
 * @param batchMost vectors that a graph takes at once, at most: they are held in memory meanwhile
 * @param effort how many a search of a graph keeps in view
 */
public record VectorSettings(Path folder, int graphFrom, int batchLeast, int batchMost, int effort) {
    /** The settings that agents run with. */
    public static VectorSettings in(Path folder) {
        return new VectorSettings(folder, 25_000, 10_000, 50_000, 32);
    }
}
