package io.tiergate.dataplane.gateway.http;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.tiergate.dataplane.gateway.BodyRoom;
import io.tiergate.dataplane.gateway.Taking;
import io.tiergate.dataplane.gateway.http.RequestHeaders.BadHeaderException;
import io.tiergate.dataplane.model.ChatRequest;
import io.tiergate.dataplane.model.ChatRequestReader;
import io.tiergate.dataplane.model.Declared;
import io.tiergate.dataplane.model.ErrorKind;
import io.tiergate.dataplane.model.Exchange;
import io.tiergate.dataplane.model.Exchange.Api;
import io.tiergate.dataplane.model.Refusal;
import io.tiergate.dataplane.pipeline.Pipeline;
import io.tiergate.transport.BindAddress;
import io.tiergate.transport.CallerCredentials;
import io.tiergate.transport.CannotListenException;
import io.tiergate.transport.PresentedCredential;
import io.tiergate.transport.TlsSettings;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Serves {@code /v1/chat/completions} and {@code /v1/models}. Reads requests on event loops and hands them to the pipeline, which never
 * blocks one.
 */
public final class HttpGateway implements AutoCloseable {
    private static final String CONTINUE = "100-continue";
    private static final long LINGER_MILLIS = 2_000;
    private static final int MAX_HEADER_BYTES = 16 * 1024;
    /** Looks at quiet connections in the time that one may be quiet. */
    private static final int SWEEPS = 10;

    private final Vertx vertx;
    private final Pipeline pipeline;
    private final int maxBodyBytes;
    private final BodyRoom room;
    private final Duration patience;
    private final AtomicInteger port = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private final List<HttpServer> servers = new CopyOnWriteArrayList<>();
    private String deployment = "";

    private HttpGateway(Vertx vertx, Pipeline pipeline, Options options) {
        this.vertx = vertx;
        this.pipeline = pipeline;
        this.maxBodyBytes = options.maxBodyBytes();
        this.room = options.room();
        this.patience = options.patience();
    }

    /**
     * Where and how it listens.
     *
     * @param address where
     * @param tls with a trusted authority, callers may present a certificate in place of a key
     * @param insecure the operator accepts an unguarded address
     * @param maxBodyBytes largest request body
     * @param room for all bodies at once
     * @param eventLoops how many
     * @param patience how long a connection may be quiet when it is the caller's turn
     */
    public record Options(
            BindAddress address,
            TlsSettings tls,
            boolean insecure,
            int maxBodyBytes,
            BodyRoom room,
            int eventLoops,
            Duration patience) {}

    /**
     * Starts serving.
     *
     * @throws IOException if it cannot listen there; the message says what to do
     */
    public static HttpGateway start(Vertx vertx, Options options, Pipeline pipeline) throws IOException {
        HttpGateway gateway = new HttpGateway(vertx, pipeline, options);
        InetSocketAddress address = options.address()
                .resolve(
                        "the HTTP gateway",
                        BindAddress.Protection.of(options.tls().hasCertificate(), true),
                        options.insecure());
        try {
            gateway.deployment = vertx.deployVerticle(
                            () -> gateway.new Front(serverOptions(options.tls()), address),
                            new DeploymentOptions().setInstances(options.eventLoops()))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw new CannotListenException("the HTTP gateway", options.address(), cause == null ? e : cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while starting the HTTP gateway", e);
        }
        return gateway;
    }

    /** The port that it listens on. */
    public int port() {
        return port.get();
    }

    /** How many connections are open. */
    public int connections() {
        return connections.get();
    }

    /** Takes no new requests and gives those that are being answered up to {@code graceMillis}. The second time does nothing. */
    public void stop(long graceMillis) {
        if (servers.isEmpty()) {
            return;
        }
        Duration grace = Duration.ofMillis(graceMillis);
        await(Future.all(servers.stream().map(server -> server.shutdown(grace)).toList())
                .transform(ended -> vertx.undeploy(deployment)));
        servers.clear();
    }

    @Override
    public void close() {
        stop(0);
    }

    private static void await(Future<?> future) {
        try {
            future.toCompletionStage().toCompletableFuture().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the HTTP gateway did not stop", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static HttpServerOptions serverOptions(TlsSettings tls) {
        HttpServerOptions options = new HttpServerOptions()
                .setTcpNoDelay(true)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                // It would wait for a first word without our knowing of the connection. TLS negotiates HTTP/2 all the
                // same.
                .setHttp2ClearTextEnabled(false);
        if (tls.hasCertificate()) {
            options.setSsl(true)
                    .setUseAlpn(true)
                    .setKeyCertOptions(new PemKeyCertOptions()
                            .setCertPath(Objects.requireNonNull(tls.certificateChain())
                                    .toString())
                            .setKeyPath(Objects.requireNonNull(tls.privateKey()).toString()));
            if (tls.trustedCertificates() != null) {
                options.setClientAuth(ClientAuth.REQUEST)
                        .setTrustOptions(new PemTrustOptions()
                                .addCertPath(tls.trustedCertificates().toString()));
            }
        }
        return options;
    }

    /** One event loop's server; all of them share the address. */
    private final class Front extends VerticleBase {
        private final HttpServerOptions options;
        private final InetSocketAddress address;

        Front(HttpServerOptions options, InetSocketAddress address) {
            this.options = options;
            this.address = address;
        }

        @Override
        public Future<?> start() {
            Connections own = new Connections(patience, connections);
            vertx.setPeriodic(Math.max(1, patience.toMillis() / SWEEPS), sweep -> own.sweep());
            HttpServer server = vertx.createHttpServer(options)
                    .connectionHandler(own::opened)
                    .requestHandler(request -> route(request, context, own.asked(request)))
                    .invalidRequestHandler(HttpGateway::refuseUnreadable);
            servers.add(server);
            // -1 stands for one free port that all instances share.
            int wanted = address.getPort() == 0 ? -1 : address.getPort();
            return server.listen(wanted, address.getAddress().getHostAddress())
                    .onSuccess(listening -> port.set(listening.actualPort()));
        }
    }

    private void route(HttpServerRequest request, Context context, Connections.Asked asked) {
        switch (request.path()) {
            case "/v1/chat/completions" -> {
                if (allowed(request, HttpMethod.POST)) {
                    readBody(request, context, asked);
                }
            }
            case "/v1/models" -> {
                if (allowed(request, HttpMethod.GET)) {
                    listModels(request);
                }
            }
            case "/healthz" -> request.response().end("ok\n");
            case null, default ->
                reply(
                        request,
                        404,
                        Refusal.of(
                                ErrorKind.UNKNOWN_PATH,
                                "there is nothing at " + request.path()
                                        + "; POST /v1/chat/completions or GET /v1/models"));
        }
    }

    private boolean allowed(HttpServerRequest request, HttpMethod method) {
        if (request.method().equals(method)) {
            return true;
        }
        request.response().putHeader(HttpHeaders.ALLOW, method.name());
        reply(request, 405, Refusal.of(ErrorKind.INVALID_REQUEST, request.path() + " takes " + method + " only"));
        return false;
    }

    private void listModels(HttpServerRequest request) {
        switch (pipeline.models(credential(request))) {
            case Pipeline.Models.Listed listed ->
                request.response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                        .end(Buffer.buffer(OpenAiJson.models(listed.ids())));
            case Pipeline.Models.Refused refused ->
                reply(request, refused.refusal().kind().http(), refused.refusal());
        }
    }

    /** Reads the body up to its bound, and all but its beginning of known callers alone; more is refused before it is held. */
    private void readBody(HttpServerRequest request, Context context, Connections.Asked asked) {
        if (saysItIsTooLarge(request)) {
            refuseUnread(request, asked, tooLarge());
            return;
        }
        if (CONTINUE.equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            request.response().writeContinue();
        }
        Buffer body = Buffer.buffer();
        BodyRoom.Place place = room.place();
        request.response().endHandler(ended -> place.giveBack());
        request.handler(part -> {
            asked.heard(part.length());
            Refusal obstacle = obstacle(request, body.length(), part.length(), place);
            if (obstacle == null) {
                body.appendBuffer(part);
            } else {
                place.giveBack();
                refuseUnread(request, asked, obstacle);
            }
        });
        request.exceptionHandler(broken -> {
            place.giveBack();
            cutOff(request);
        });
        request.endHandler(end -> serve(request, context, body.getBytes(), place));
    }

    /** Why a body's next part is not taken; null: it is. */
    private @Nullable Refusal obstacle(HttpServerRequest request, int before, int more, BodyRoom.Place place) {
        if (before + more > maxBodyBytes) {
            return tooLarge();
        }
        if (before <= BodyRoom.FREE_BYTES && before + more > BodyRoom.FREE_BYTES) {
            Refusal stranger = pipeline.stranger(credential(request));
            if (stranger != null) {
                return stranger;
            }
        }
        return place.hold(before + more) ? null : BodyRoom.full();
    }

    private Refusal tooLarge() {
        return Refusal.of(ErrorKind.TOO_LARGE, "the body is larger than " + maxBodyBytes + " bytes");
    }

    private boolean saysItIsTooLarge(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH); // of its form, or the request was no HTTP
        return length != null && (length.length() > 18 || Long.parseLong(length.strip()) > maxBodyBytes);
    }

    /** Goes on reading for a moment, as a client that is cut off while it sends may not see why; then no more is taken. */
    private void refuseUnread(HttpServerRequest request, Connections.Asked asked, Refusal refusal) {
        long linger = vertx.setTimer(LINGER_MILLIS, over -> asked.cutOff());
        request.handler(ignored -> {});
        request.endHandler(ended -> vertx.cancelTimer(linger));
        request.exceptionHandler(broken -> vertx.cancelTimer(linger));
        if (request.version() != HttpVersion.HTTP_2) {
            request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        refuse(request, refusal);
    }

    private void cutOff(HttpServerRequest request) {
        if (!request.isEnded()) {
            var _ = pipeline.refuse(
                    Api.HTTP,
                    System.nanoTime(),
                    Refusal.of(ErrorKind.CANCELLED, "the caller went away before its request had come whole"));
        }
    }

    /** What is no HTTP, or has too long a head: the connection ends, as nobody knows where the next request begins. */
    private static void refuseUnreadable(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        int status = cause instanceof TooLongHttpHeaderException
                ? 431
                : cause instanceof TooLongHttpLineException ? 414 : 400;
        String message = status == 400
                ? "that is no HTTP/1.1 request, or one of its headers has a character or length that none may have"
                : "the request's first line or headers are longer than the HTTP limits: headers may have "
                        + MAX_HEADER_BYTES + " bytes";
        request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        reply(request, status, Refusal.of(ErrorKind.INVALID_REQUEST, message));
        request.connection().close();
    }

    private void serve(HttpServerRequest request, Context context, byte[] body, BodyRoom.Place place) {
        long arrival = System.nanoTime();
        switch (ChatRequestReader.read(body)) {
            case ChatRequestReader.Result.Unreadable unreadable -> refuse(request, unreadable.refusal());
            case ChatRequestReader.Result.Read read -> {
                try {
                    Declared declared = RequestHeaders.read(request.headers());
                    HttpResponder responder = responder(request, context, read.request(), place);
                    pipeline.serve(
                            new Exchange(Api.HTTP, read.request(), declared, credential(request), arrival, responder));
                } catch (BadHeaderException e) {
                    refuse(request, Refusal.of(ErrorKind.INVALID_REQUEST, String.valueOf(e.getMessage())));
                }
            }
        }
    }

    private HttpResponder responder(
            HttpServerRequest request, Context context, ChatRequest chat, BodyRoom.Place place) {
        HttpResponder responder =
                new HttpResponder(context, request, chat.view(), Taking.stalled(patience), place::giveBack);
        responder.watch();
        return responder;
    }

    private void refuse(HttpServerRequest request, Refusal refusal) {
        String decisionId =
                pipeline.refuse(Api.HTTP, System.nanoTime(), refusal).decisionId();
        request.response().putHeader("x-tiergate-decision-id", decisionId);
        reply(request, refusal.kind().http(), refusal, decisionId);
    }

    private static void reply(HttpServerRequest request, int status, Refusal refusal) {
        reply(request, status, refusal, "");
    }

    private static void reply(HttpServerRequest request, int status, Refusal refusal, String decisionId) {
        if (refusal.retryAfterSeconds() > 0) {
            request.response().putHeader(HttpHeaders.RETRY_AFTER, Long.toString(refusal.retryAfterSeconds()));
        }
        request.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(Buffer.buffer(OpenAiJson.error(refusal, decisionId)));
    }

    private static PresentedCredential credential(HttpServerRequest request) {
        PresentedCredential credential = CallerCredentials.fromHeader(request.getHeader(HttpHeaders.AUTHORIZATION));
        return credential instanceof PresentedCredential.Nothing
                ? CallerCredentials.fromSession(request.sslSession())
                : credential;
    }
}
