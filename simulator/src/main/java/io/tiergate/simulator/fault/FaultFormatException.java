package io.tiergate.simulator.fault;

/** A fault rule or header that cannot be read; the message says where and what is expected. */
public final class FaultFormatException extends Exception {
    private static final long serialVersionUID = 1;

    FaultFormatException(String message) {
        super(message, null, false, false);
    }
}
