/**
 * Which version of a policy a request gets: baseline or candidate, by a hash of its sticky key.
 */
@NullMarked
package io.tiergate.policy.arm;

import org.jspecify.annotations.NullMarked;
