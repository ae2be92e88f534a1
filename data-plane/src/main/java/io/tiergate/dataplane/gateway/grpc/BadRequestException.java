package io.tiergate.dataplane.gateway.grpc;

/** A field that is not what the API takes; the message names it. */
final class BadRequestException extends RuntimeException {
    private static final long serialVersionUID = 1;

    BadRequestException(String message) {
        super(message, null, false, false);
    }
}
