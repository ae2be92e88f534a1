package io.tiergate.dataplane.model;

import io.grpc.Status;
import java.util.Locale;

/** Every way in which a request can end without an answer: gRPC status, HTTP status and OpenAI error type in one place. */
public enum ErrorKind {
    /** The request is not what the API takes. */
    INVALID_REQUEST(Status.Code.INVALID_ARGUMENT, 400, "invalid_request_error"),
    /** No credential, or one that nobody has. */
    UNAUTHENTICATED(Status.Code.UNAUTHENTICATED, 401, "authentication_error"),
    /** The caller may not do this. */
    FORBIDDEN(Status.Code.PERMISSION_DENIED, 403, "permission_error"),
    /** No such policy, task or model. */
    UNKNOWN_MODEL(Status.Code.NOT_FOUND, 404, "not_found_error"),
    /** Nothing is served at that path. */
    UNKNOWN_PATH(Status.Code.UNIMPLEMENTED, 404, "not_found_error"),
    /** The body is larger than an agent takes. */
    TOO_LARGE(Status.Code.RESOURCE_EXHAUSTED, 413, "invalid_request_error"),
    /** A limit of the tenant. */
    RATE_LIMITED(Status.Code.RESOURCE_EXHAUSTED, 429, "rate_limit_error"),
    /** The tenant's money for today is spent. */
    BUDGET_SPENT(Status.Code.RESOURCE_EXHAUSTED, 429, "insufficient_quota"),
    /** The agent itself has more to do than it can. */
    OVERLOADED(Status.Code.RESOURCE_EXHAUSTED, 429, "overloaded_error"),
    /** The agent is behind the generation that the caller demands. */
    BEHIND(Status.Code.FAILED_PRECONDITION, 412, "precondition_error"),
    /** No target can serve such a request. */
    NOTHING_FEASIBLE(Status.Code.FAILED_PRECONDITION, 422, "invalid_request_error"),
    /** The request's own budget of attempts or money ended. */
    REQUEST_BUDGET(Status.Code.RESOURCE_EXHAUSTED, 422, "budget_error"),
    /** The deadline came first. */
    DEADLINE(Status.Code.DEADLINE_EXCEEDED, 504, "timeout_error"),
    /** Every answer failed a hard check. */
    NO_ANSWER_PASSED(Status.Code.ABORTED, 502, "quality_error"),
    /** Every target failed. */
    TARGETS_FAILED(Status.Code.UNAVAILABLE, 502, "upstream_error"),
    /** The provider refuses the request as it is. */
    REFUSED_UPSTREAM(Status.Code.INVALID_ARGUMENT, 400, "invalid_request_error"),
    /** A stream broke after its beginning had been sent. */
    CUT(Status.Code.UNAVAILABLE, 502, "upstream_error"),
    /** The caller went away. */
    CANCELLED(Status.Code.CANCELLED, 499, "cancelled"),
    /** The agent has no policies yet. */
    NOT_READY(Status.Code.UNAVAILABLE, 503, "unavailable_error"),
    /** A bug. */
    INTERNAL(Status.Code.INTERNAL, 500, "internal_error");

    private final Status.Code grpc;
    private final int http;
    private final String openAiType;

    ErrorKind(Status.Code grpc, int http, String openAiType) {
        this.grpc = grpc;
        this.http = http;
        this.openAiType = openAiType;
    }

    /** Status code of gRPC calls. */
    public Status.Code grpc() {
        return grpc;
    }

    /** Status code of HTTP replies. */
    public int http() {
        return http;
    }

    /** {@code error.type} of OpenAI-shaped replies. */
    public String openAiType() {
        return openAiType;
    }

    /** Lower-case name, as records and headers use it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
