/**
 * The OpenAI-compatible HTTP API, on Vert.x event loops.
 */
@NullMarked
package io.tiergate.dataplane.gateway.http;

import org.jspecify.annotations.NullMarked;
