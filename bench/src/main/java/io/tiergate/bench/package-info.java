/** Measurements of the running system; each is a command of {@code bench/run}. */
@NullMarked
package io.tiergate.bench;

import org.jspecify.annotations.NullMarked;
