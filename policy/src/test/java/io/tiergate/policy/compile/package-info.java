/** Tests of the package. */
@NullMarked
package io.tiergate.policy.compile;

import org.jspecify.annotations.NullMarked;
