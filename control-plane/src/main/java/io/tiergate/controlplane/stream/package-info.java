/**
 * The streams to the agents: a pure state machine per stream, and the gRPC adapter that drives it. One update in flight per resource,
 * newer ones replace what waits, nothing is sent twice that an agent refused. May import {@code snapshot} and {@code identity}.
 */
@NullMarked
package io.tiergate.controlplane.stream;

import org.jspecify.annotations.NullMarked;
