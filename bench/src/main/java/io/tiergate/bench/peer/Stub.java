package io.tiergate.bench.peer;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;

/** A provider that answers at once, always with {@link Workload#reply}. */
public final class Stub {
    private Stub() {}

    /** Serves on any free port of loopback, which it prints. */
    public static void main(String[] args) {
        Vertx vertx =
                Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));
        Buffer reply = Buffer.buffer(Workload.reply());
        CharSequence length = HttpHeaders.createOptimized(Integer.toString(reply.length()));
        CharSequence json = HttpHeaders.createOptimized("application/json");
        Serving.announce(vertx.createHttpServer()
                .requestHandler(request -> request.endHandler(read -> request.response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, json)
                        .putHeader(HttpHeaders.CONTENT_LENGTH, length)
                        .end(reply.copy()))));
    }
}
