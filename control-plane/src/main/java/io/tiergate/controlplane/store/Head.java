package io.tiergate.controlplane.store;

import io.tiergate.controlplane.snapshot.ResourceKind;

/**
 * Where a fleet's history of one resource stands.
 *
 * @param generation the current one
 */
public record Head(String fleet, ResourceKind resource, long generation) {}
