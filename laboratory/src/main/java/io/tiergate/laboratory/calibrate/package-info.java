/** Chooses for each task how it is served, and writes that into a policy's text. Knows {@code evaluate} and {@code recorded}. */
@NullMarked
package io.tiergate.laboratory.calibrate;

import org.jspecify.annotations.NullMarked;
