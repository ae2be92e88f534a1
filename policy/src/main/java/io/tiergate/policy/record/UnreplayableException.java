package io.tiergate.policy.record;

/** A record that cannot be replayed; the message says why. */
final class UnreplayableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnreplayableException(String message) {
        super(message, null, false, false);
    }
}
