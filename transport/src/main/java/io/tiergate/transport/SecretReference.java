package io.tiergate.transport;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a secret is kept: {@code env:NAME} or {@code file:PATH}. Documents, logs and records hold references, never secrets.
 *
 * @param text as written
 */
public record SecretReference(String text) {
    public SecretReference {
        if (!text.startsWith("env:") && !text.startsWith("file:")) {
            // The text may be the secret itself: do not repeat it.
            throw new IllegalArgumentException("a secret is given as env:NAME or file:PATH");
        }
    }

    /**
     * Reads the secret, without white space at its ends.
     *
     * @throws SecretUnavailableException if it is not there or empty
     */
    public String resolve() {
        String secret = text.startsWith("env:") ? fromEnvironment(text.substring(4)) : fromFile(text.substring(5));
        if (secret.isBlank()) {
            throw new SecretUnavailableException(text + " is empty");
        }
        return secret.strip();
    }

    private String fromEnvironment(String name) {
        String value = System.getenv(name);
        if (value == null) {
            throw new SecretUnavailableException("environment variable " + name + " is not set");
        }
        return value;
    }

    private String fromFile(String path) {
        try {
            return Files.readString(Path.of(path), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new SecretUnavailableException("cannot read " + path, e);
        }
    }

    /** A secret that is not where its reference says. */
    public static final class SecretUnavailableException extends RuntimeException {
        private static final long serialVersionUID = 1;

        SecretUnavailableException(String message) {
            super(message);
        }

        SecretUnavailableException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
