/**
 * Calls providers: the walk over a plan's rungs, target health, and the wire protocols. Blocking code on virtual threads. May import
 * {@code model} only, besides {@code policy}.
 */
@NullMarked
package io.tiergate.dataplane.call;

import org.jspecify.annotations.NullMarked;
