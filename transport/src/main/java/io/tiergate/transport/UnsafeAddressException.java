package io.tiergate.transport;

/** A server was told to listen where it must not; the message says what to do. */
public final class UnsafeAddressException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnsafeAddressException(String message) {
        super(message);
    }

    UnsafeAddressException(String message, Throwable cause) {
        super(message, cause);
    }
}
