/** Tests of the package. */
@NullMarked
package io.tiergate.policy.catalog;

import org.jspecify.annotations.NullMarked;
