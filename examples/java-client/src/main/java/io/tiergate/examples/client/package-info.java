/** A program outside Tiergate that uses its gRPC API. */
@NullMarked
package io.tiergate.examples.client;

import org.jspecify.annotations.NullMarked;
