package io.tiergate.controlplane.snapshot;

import io.tiergate.policy.document.Digest;

/**
 * One resource at one moment of a fleet's history.
 *
 * @param generation counts the fleet's activations of the resource, from 1
 * @param digest of the manifest (routing) or the document (access)
 */
public record Version(long generation, Digest digest) {
    @Override
    public String toString() {
        return "generation " + generation + " (" + digest.abbreviated(12) + ")";
    }
}
