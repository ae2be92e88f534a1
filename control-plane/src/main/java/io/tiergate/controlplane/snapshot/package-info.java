/**
 * What the fleets should run and what their agents do run, in memory. Knows no gRPC and no database: publishing puts content in,
 * streams take it out and report back. May import {@code policy} (digests, problems) and protobuf's byte strings.
 */
@NullMarked
package io.tiergate.controlplane.snapshot;

import org.jspecify.annotations.NullMarked;
