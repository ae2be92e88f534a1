package io.tiergate.simulator.dialect;

import org.jspecify.annotations.Nullable;

/**
 * An error to send.
 *
 * @param status HTTP status
 * @param code a word for programs; null for none
 * @param message what is wrong and what to do
 * @param field the request's field at fault; null for none
 * @param retryAfterSeconds the {@code Retry-After} header; null for none
 */
public record Failure(
        int status,
        @Nullable String code,
        String message,
        @Nullable String field,
        @Nullable Integer retryAfterSeconds) {}
