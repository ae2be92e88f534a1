/** Labelled texts as the rest begins with them: files, embeddings, and what is said of sets that nothing can be learned from. */
@NullMarked
package io.tiergate.laboratory.text;

import org.jspecify.annotations.NullMarked;
