/** Tests of the package. */
@NullMarked
package io.tiergate.policy.estimate;

import org.jspecify.annotations.NullMarked;
