/**
 * What a classifier said of a request, and what a policy makes of it where the caller declared nothing. Stands alone.
 */
@NullMarked
package io.tiergate.policy.predict;

import org.jspecify.annotations.NullMarked;
