package io.tiergate.dataplane.cache;

import io.tiergate.dataplane.cache.vector.VectorIndex;

/**
 * What the semantic cache of one agent has done since it started, and what it holds. A look is a hit or a miss; of the misses some had kept
 * questions near, and none that the verifier let pass.
 *
 * @param hits answers served
 * @param misses looks that gave nothing
 * @param refused misses that had kept questions to compare with
 * @param stored vectors handed to the cluster
 * @param held what its index holds
 * @param trouble why something was not looked up, stored or kept
 */
public record SemanticStats(long hits, long misses, long refused, long stored, VectorIndex.Size held, Trouble trouble) {
    /**
     * Why something was not looked up, stored or kept.
     *
     * @param absent vectors that came while there was no cluster
     * @param dropped entries that did not authenticate, could not be read, or were not as wide as their neighbours
     * @param errors operations of the cluster that failed
     * @param shed operations not begun, and changes not taken in at once, because too many were under way
     * @param repaired entries in which index and cluster differed
     * @param evicted entries removed because they were the oldest and there were too many
     * @param orphans entries removed because their answer was gone
     */
    public record Trouble(
            long absent, long dropped, long errors, long shed, long repaired, long evicted, long orphans) {}
}
