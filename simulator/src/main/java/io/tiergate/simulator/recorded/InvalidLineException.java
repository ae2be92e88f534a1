package io.tiergate.simulator.recorded;

/** Says which field of the present line is wrong; caught where the line is known. */
final class InvalidLineException extends Exception {
    private static final long serialVersionUID = 1;

    private final String field;

    InvalidLineException(String field, String message) {
        super(message, null, false, false);
        this.field = field;
    }

    String field() {
        return field;
    }
}
