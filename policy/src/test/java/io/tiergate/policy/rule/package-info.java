/** Tests of the package. */
@NullMarked
package io.tiergate.policy.rule;

import org.jspecify.annotations.NullMarked;
