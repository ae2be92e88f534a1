package io.tiergate.dataplane.model;

import io.tiergate.policy.document.Digest;

/**
 * One resource at one moment of the fleet's history.
 *
 * @param generation counts the fleet's activations of the resource, from 1
 * @param digest of the manifest (routing) or the document (access)
 */
public record Version(long generation, Digest digest) {
    private static final int DIGITS = 12;

    @Override
    public String toString() {
        return "generation " + generation + " (" + digest.abbreviated(DIGITS) + ")";
    }
}
