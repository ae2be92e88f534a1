/**
 * Who calls the control plane and what it may do: roles from the access document, and the bootstrap keys of a new installation; the door that strangers do not pass. May
 * import {@code snapshot}, {@code policy} and {@code transport}.
 */
@NullMarked
package io.tiergate.controlplane.identity;

import org.jspecify.annotations.NullMarked;
