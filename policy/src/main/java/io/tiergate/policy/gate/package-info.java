/**
 * Checks that judge an attempt, and the verdict. May import {@code answer} and {@code document}.
 */
@NullMarked
package io.tiergate.policy.gate;

import org.jspecify.annotations.NullMarked;
