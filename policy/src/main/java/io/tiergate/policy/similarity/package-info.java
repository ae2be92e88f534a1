/**
 * Whether two questions ask the same: what the semantic cache goes by once an embedding has found a neighbour. Pure, and linear in the texts.
 * Stands alone.
 */
@NullMarked
package io.tiergate.policy.similarity;

import org.jspecify.annotations.NullMarked;
