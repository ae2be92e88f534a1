package io.tiergate.dataplane.model;

/**
 * Why a request gets no answer.
 *
 * @param kind decides the statuses
 * @param message for the caller: the place and the remedy, no secrets
 * @param retryAfterSeconds when to try again; 0: not said
 */
public record Refusal(ErrorKind kind, String message, long retryAfterSeconds) {
    /** A refusal that says nothing of when to try again. */
    public static Refusal of(ErrorKind kind, String message) {
        return new Refusal(kind, message, 0);
    }
}
