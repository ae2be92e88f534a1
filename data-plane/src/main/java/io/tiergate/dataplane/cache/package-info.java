/**
 * Answers that were given before, to the same request or to one that means the same: partition identity, sealed entries, watermarks, and each agent's own
 * index of the questions. May import {@code model} and {@code cluster}; {@code vector} is a part of it.
 */
@NullMarked
package io.tiergate.dataplane.cache;

import org.jspecify.annotations.NullMarked;
