package io.tiergate.dataplane.call.http;

import io.tiergate.policy.plan.Ending;

/** What a provider's status codes mean to the walk. */
public final class StatusCodes {
    private StatusCodes() {}

    /** The failure that a status other than 200 is. */
    public static CallFailure failure(int status, String message, long retryAfterMillis) {
        String detail = message.isEmpty() ? "status " + status : "status " + status + ": " + message;
        return new CallFailure(ending(status), detail, retryAfterMillis);
    }

    private static Ending ending(int status) {
        if (status == 429) {
            return Ending.RATE_LIMITED;
        }
        if (status == 401 || status == 403) {
            return Ending.UNAUTHORIZED;
        }
        if (status == 408) {
            return Ending.TIMED_OUT;
        }
        if (status >= 400 && status < 500) {
            return Ending.BAD_REQUEST;
        }
        return status >= 500 && status < 600 ? Ending.SERVER_ERROR : Ending.MALFORMED;
    }
}
