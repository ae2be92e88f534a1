/** Tests of the package. */
@NullMarked
package io.tiergate.policy.access;

import org.jspecify.annotations.NullMarked;
