package io.tiergate.simulator.http;

import io.tiergate.simulator.dialect.Dialect;
import io.tiergate.simulator.dialect.Failure;
import io.tiergate.simulator.fault.FaultParser;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Sends each request to the API or the admin path that it is for. Thread-safe. */
final class Front {
    private static final String REQUEST_ID = "x-request-id";
    private static final int LONGEST_REQUEST_ID = 256;
    private static final String CHAT_COMPLETIONS = "/v1/chat/completions";
    private static final String MESSAGES = "/v1/messages";
    private static final String MODELS = "/v1/models";

    private final Vertx vertx;
    private final Provider provider;
    private final Admin admin;
    private final Renderings renderings = new Renderings();

    Front(Vertx vertx, Provider provider, Admin admin) {
        this.vertx = vertx;
        this.provider = provider;
        this.admin = admin;
    }

    void handle(HttpServerRequest request) {
        String path = request.path() == null ? "" : request.path();
        if (path.startsWith("/admin/")) {
            admin.handle(request, path);
        } else if (HttpMethod.POST.equals(request.method()) && path.endsWith(CHAT_COMPLETIONS)) {
            call(request, Dialect.OPENAI, prefix(path, CHAT_COMPLETIONS));
        } else if (HttpMethod.POST.equals(request.method()) && path.endsWith(MESSAGES)) {
            call(request, Dialect.ANTHROPIC, prefix(path, MESSAGES));
        } else if (HttpMethod.GET.equals(request.method()) && path.endsWith(MODELS)) {
            Dialect dialect = request.getHeader("anthropic-version") == null ? Dialect.OPENAI : Dialect.ANTHROPIC;
            request.response()
                    .putHeader("content-type", "application/json")
                    .end(dialect.models(provider.models().all()));
        } else {
            notHere(request);
        }
    }

    /** {@code /openai/v1/...} names the provider; {@code /v1/...} names none. */
    private static @Nullable String prefix(String path, String suffix) {
        String prefix = path.substring(0, path.length() - suffix.length());
        return prefix.isEmpty() ? null : prefix.substring(1);
    }

    private void call(HttpServerRequest request, Dialect dialect, @Nullable String providerName) {
        Settlement settlement = new Settlement(provider, dialect.label(), requestId(request));
        Delivery delivery = new Delivery(vertx, request, dialect, settlement);
        Call call = new Call(provider, renderings, dialect, settlement, delivery);
        String faults = request.getHeader(FaultParser.HEADER);
        BodyReader.read(
                request,
                body -> call.answer(providerName, faults, body),
                () -> delivery.fail(
                        new Failure(
                                413, null, "the body is larger than " + BodyReader.MAX_BYTES + " bytes", null, null),
                        0));
    }

    private static String requestId(HttpServerRequest request) {
        String given = request.getHeader(REQUEST_ID);
        return given == null || given.isEmpty() || given.length() > LONGEST_REQUEST_ID
                ? UUID.randomUUID().toString()
                : given;
    }

    private static void notHere(HttpServerRequest request) {
        Failure failure = new Failure(
                404,
                "unknown_url",
                "nothing is served at " + request.method() + " " + request.path()
                        + "; see POST /v1/chat/completions, POST /v1/messages, GET /v1/models, /admin",
                null,
                null);
        request.response()
                .setStatusCode(failure.status())
                .putHeader("content-type", "application/json")
                .end(Dialect.OPENAI.error(failure, ""));
    }
}
