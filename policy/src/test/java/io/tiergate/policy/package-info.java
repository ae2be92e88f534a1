/** What tests of several packages share, and the rules between packages. */
@NullMarked
package io.tiergate.policy;

import org.jspecify.annotations.NullMarked;
