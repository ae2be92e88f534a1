/**
 * The gRPC services for people and tools: who may call what, wire messages to this module's words and back, failures to statuses. May
 * import {@code publish}, {@code store}, {@code snapshot} and {@code identity}.
 */
@NullMarked
package io.tiergate.controlplane.api;

import org.jspecify.annotations.NullMarked;
