/**
 * Compares strategies on recorded answers, through the planner, gates and prices that serve. May import {@code recorded} and
 * {@code train}.
 */
@NullMarked
package io.tiergate.laboratory.evaluate;

import org.jspecify.annotations.NullMarked;
