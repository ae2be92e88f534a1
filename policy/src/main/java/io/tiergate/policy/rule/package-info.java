/**
 * Conditions (CEL, three-valued) and the constraints that rules put on a plan.
 */
@NullMarked
package io.tiergate.policy.rule;

import org.jspecify.annotations.NullMarked;
