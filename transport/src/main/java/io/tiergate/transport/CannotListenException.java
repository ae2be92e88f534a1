package io.tiergate.transport;

import java.io.IOException;

/** A server cannot have the address that it was given; the message names both and says what to do. */
public final class CannotListenException extends IOException {
    private static final long serialVersionUID = 1;

    /** That server, that address, for that reason. */
    public CannotListenException(String service, BindAddress address, Throwable cause) {
        super(
                service + " cannot listen on " + address + " (" + innermost(cause)
                        + "); if the port is taken, choose another, or 0 for any free one",
                cause);
    }

    private static String innermost(Throwable cause) {
        Throwable inner = cause;
        while (inner.getCause() != null) {
            inner = inner.getCause();
        }
        return String.valueOf(inner.getMessage());
    }
}
