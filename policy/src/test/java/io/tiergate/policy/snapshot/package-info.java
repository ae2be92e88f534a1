/** Tests of the package. */
@NullMarked
package io.tiergate.policy.snapshot;

import org.jspecify.annotations.NullMarked;
