/**
 * Learns heads over embeddings: which task is a text, which domain, is it unlike all that was seen. Writes them as ONNX into model sets
 * (docs/model-sets.md). May import {@code text}, and {@code evaluate} for intervals and calibration. Knows embeddings as vectors only; who calls gets them.
 */
@NullMarked
package io.tiergate.laboratory.heads;

import org.jspecify.annotations.NullMarked;
