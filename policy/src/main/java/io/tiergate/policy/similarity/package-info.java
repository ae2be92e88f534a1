/**
 * Whether two questions ask the same, which the semantic cache goes by once an embedding has found a neighbour, and whether two answers say the same, which
 * agreement of free texts goes by. Pure, and linear in the texts. Stands alone.
 */
@NullMarked
package io.tiergate.policy.similarity;

import org.jspecify.annotations.NullMarked;
