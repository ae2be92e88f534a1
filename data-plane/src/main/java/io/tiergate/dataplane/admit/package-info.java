/**
 * Who is it, may they, and which version of which policy decides: credential, limits, budget, deadline, arm, rules on what was
 * declared. May import {@code model} and {@code cluster}.
 */
@NullMarked
package io.tiergate.dataplane.admit;

import org.jspecify.annotations.NullMarked;
