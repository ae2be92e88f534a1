package io.tiergate.bench.peer;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;

/**
 * The agent's HTTP stack and nothing else: reads a body, sends it on over a kept-alive connection, sends back what comes. No JSON, no
 * thread but the event loop, no record.
 */
public final class BareProxy {
    private final HttpClient client;
    private final RequestOptions target;

    private BareProxy(HttpClient client, RequestOptions target) {
        this.client = client;
        this.target = target;
    }

    /** Serves on any free port of loopback, which it prints; the argument is the provider's port. */
    public static void main(String[] args) {
        Vertx vertx =
                Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));
        HttpClient client = vertx.createHttpClient(
                new HttpClientOptions().setPipelining(false), new PoolOptions().setHttp1MaxSize(256));
        BareProxy proxy = new BareProxy(
                client,
                new RequestOptions()
                        .setMethod(HttpMethod.POST)
                        .setHost("127.0.0.1")
                        .setPort(Integer.parseInt(args[0]))
                        .setURI("/v1/chat/completions"));
        Serving.announce(vertx.createHttpServer().requestHandler(proxy::forward));
    }

    private void forward(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        request.body()
                .compose(body -> client.request(target).compose(sending -> {
                    sending.putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
                    return sending.send(body);
                }))
                .compose(reply -> reply.body())
                .onSuccess(body -> reply(response, body))
                .onFailure(broken -> response.setStatusCode(502).end());
    }

    private static void reply(HttpServerResponse response, Buffer body) {
        response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json").end(body);
    }
}
