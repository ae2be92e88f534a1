package io.tiergate.simulator.bill;

/** A price file that cannot be used; the message names the file, the model and the field. */
public final class PriceFileException extends Exception {
    private static final long serialVersionUID = 1;

    PriceFileException(String message) {
        super(message);
    }
}
