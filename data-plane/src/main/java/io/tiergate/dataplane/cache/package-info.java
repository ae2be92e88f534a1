/**
 * Answers that were given before: partition identity, sealed entries, exact lookup. May import {@code model} and {@code cluster}.
 */
@NullMarked
package io.tiergate.dataplane.cache;

import org.jspecify.annotations.NullMarked;
