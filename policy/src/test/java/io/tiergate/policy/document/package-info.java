/** Tests of the package. */
@NullMarked
package io.tiergate.policy.document;

import org.jspecify.annotations.NullMarked;
