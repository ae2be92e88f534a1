/**
 * Learns which questions are the same from labelled pairs, says how many hits of the cache would be wrong, and writes that into a policy. May import
 * {@code train} for regressions, {@code evaluate} for calibration and {@code calibrate} for the policy's text. Knows embeddings as vectors only; who calls gets them.
 */
@NullMarked
package io.tiergate.laboratory.similarity;

import org.jspecify.annotations.NullMarked;
