/**
 * The agent's side of policy distribution: what it runs, the last good content on its disk, and the stream from the control plane. A
 * pure state machine decides, an adapter speaks gRPC. May import {@code policy}, {@code transport} and the generated stubs; no other
 * package of the data plane.
 */
@NullMarked
package io.tiergate.dataplane.subscription;

import org.jspecify.annotations.NullMarked;
