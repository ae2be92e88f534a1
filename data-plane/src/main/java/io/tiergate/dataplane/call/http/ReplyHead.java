package io.tiergate.dataplane.call.http;

import io.vertx.core.http.HttpClientResponse;

/**
 * What matters of a reply's head; headers that were not sent are empty.
 *
 * @param status HTTP status; 0: nothing came yet
 * @param contentType as sent
 * @param retryAfter {@code retry-after}, if the status is not 200
 * @param retryAfterMillis {@code retry-after-ms}, if the status is not 200
 */
record ReplyHead(int status, String contentType, String retryAfter, String retryAfterMillis) {
    static final int OK = 200;
    static final ReplyHead NONE = new ReplyHead(0, "", "", "");

    static ReplyHead of(HttpClientResponse response) {
        boolean ok = response.statusCode() == OK;
        return new ReplyHead(
                response.statusCode(),
                header(response, "content-type"),
                ok ? "" : header(response, "retry-after"),
                ok ? "" : header(response, "retry-after-ms"));
    }

    boolean isOk() {
        return status == OK;
    }

    boolean isRefusal() {
        return status != NONE.status && !isOk();
    }

    private static String header(HttpClientResponse response, String name) {
        String value = response.getHeader(name);
        return value == null ? "" : value;
    }
}
