/**
 * Checks that judge an attempt, and the verdict. May import {@code answer}, {@code document}, {@code estimate} and
 * {@code rule}.
 */
@NullMarked
package io.tiergate.policy.gate;

import org.jspecify.annotations.NullMarked;
