package io.tiergate.dataplane.model;

/**
 * A stretch of a request's body.
 *
 * @param start offset of its first byte
 * @param end offset after its last byte
 */
public record Span(int start, int end) {
    /** Bytes in it. */
    public int length() {
        return end - start;
    }
}
