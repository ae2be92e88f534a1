package io.tiergate.dataplane.subscription;

/**
 * An update that came on a stream and waits for its answer. Immutable.
 *
 * @param stream number of the stream that it came on
 * @param nonce unique within that stream
 * @param receivedNanos {@link System#nanoTime} of its arrival
 */
record Offer(long stream, String nonce, Content content, long receivedNanos) {}
