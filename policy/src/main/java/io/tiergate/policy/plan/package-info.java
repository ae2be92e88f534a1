/**
 * From a request's features and constraints to the rungs to try, and the walk over them. Pure: clock, randomness and
 * health come in as arguments.
 */
@NullMarked
package io.tiergate.policy.plan;

import org.jspecify.annotations.NullMarked;
