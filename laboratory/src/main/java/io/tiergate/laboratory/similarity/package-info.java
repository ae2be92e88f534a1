/**
 * Learns from labelled pairs which questions are the same, and which answers say the same, and says how many that are taken for it would not be. May import
 * {@code text}, {@code train} for regressions and {@code evaluate} for calibration. Knows embeddings as vectors only; who calls gets them.
 */
@NullMarked
package io.tiergate.laboratory.similarity;

import org.jspecify.annotations.NullMarked;
