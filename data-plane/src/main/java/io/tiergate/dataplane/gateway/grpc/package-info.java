/**
 * The {@code tiergate.v1.Gateway} service. Requests become OpenAI requests, so that both ways in take the same road.
 */
@NullMarked
package io.tiergate.dataplane.gateway.grpc;

import org.jspecify.annotations.NullMarked;
