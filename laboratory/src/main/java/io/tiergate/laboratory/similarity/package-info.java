/**
 * Learns from labelled pairs which questions are the same, and which answers say the same, says how many that are taken for it would not be, and writes that
 * into a policy. May import
 * {@code train} for regressions, {@code evaluate} for calibration and {@code calibrate} for the policy's text. Knows embeddings as vectors only; who calls gets them.
 */
@NullMarked
package io.tiergate.laboratory.similarity;

import org.jspecify.annotations.NullMarked;
