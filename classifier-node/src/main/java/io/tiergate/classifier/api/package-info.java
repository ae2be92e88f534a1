/**
 * The node over gRPC: who may call, what the wire says. Imports {@code run} and what it gives of {@code model}.
 */
@NullMarked
package io.tiergate.classifier.api;

import org.jspecify.annotations.NullMarked;
