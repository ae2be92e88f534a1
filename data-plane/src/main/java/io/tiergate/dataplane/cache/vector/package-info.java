/**
 * Embeddings that are searched for the nearest: quantised to bytes, scanned one by one where there are few, and by a graph where there are
 * many. Knows no cluster and no text. Imports {@code cache}'s keys.
 */
@NullMarked
package io.tiergate.dataplane.cache.vector;

import org.jspecify.annotations.NullMarked;
