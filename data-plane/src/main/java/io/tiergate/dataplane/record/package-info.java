/**
 * Decision records on their way to the agent's disk and back: a bounded recorder that never blocks a reply, rolling files of JSON
 * lines, and the gRPC service that reads them. May import {@code model} only, besides {@code policy}.
 */
@NullMarked
package io.tiergate.dataplane.record;

import org.jspecify.annotations.NullMarked;
