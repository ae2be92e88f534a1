package io.tiergate.dataplane.call.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** When a provider says to try again. */
final class RetryAfter {
    private static final long MAX_MILLIS = Duration.ofDays(1).toMillis();

    private RetryAfter() {}

    /** Milliseconds from now, at most a day; 0: not said, or not understood. */
    static long millis(ReplyHead head, Instant now) {
        long exact = decimal(head.retryAfterMillis(), 1);
        return exact > 0 ? exact : millis(head.retryAfter(), now);
    }

    /** The same for the value of {@code retry-after}: seconds, or an HTTP date. */
    static long millis(String value, Instant now) {
        if (value.isEmpty()) {
            return 0;
        }
        if (value.charAt(0) >= '0' && value.charAt(0) <= '9') {
            return decimal(value, 1_000);
        }
        try {
            Instant at = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return Math.clamp(Duration.between(now, at).toMillis(), 0, MAX_MILLIS);
        } catch (DateTimeException | ArithmeticException e) {
            return 0;
        }
    }

    /** A decimal number times {@code factor}, rounded up. */
    private static long decimal(String value, long factor) {
        try {
            return Math.clamp((long) Math.ceil(Double.parseDouble(value) * factor), 0, MAX_MILLIS);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
