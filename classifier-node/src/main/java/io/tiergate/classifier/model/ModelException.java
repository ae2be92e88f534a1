package io.tiergate.classifier.model;

/** A model that cannot be used, or that failed on a text; the message names the file or the model, and the remedy. */
public final class ModelException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ModelException(String message) {
        super(message);
    }

    ModelException(String message, Throwable cause) {
        super(message, cause);
    }
}
