package io.tiergate.dataplane.call.http;

import io.tiergate.dataplane.call.Cancellation;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP client that all providers share: one pool of kept-alive HTTP/1.1 connections, TLS with host names verified. Calls are
 * started by any thread and run on event loops. Safe for any number of threads. Whoever made it closes it; the Vert.x instance stays
 * open.
 */
public final class HttpCalls implements AutoCloseable {
    static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

    private final HttpClient client;
    private final ContextInternal[] contexts;
    private final Settings settings;

    /**
     * How calls are made.
     *
     * @param userAgent sent with each call, {@code tiergate/VERSION}
     * @param poolSize most connections to one host and port; further calls wait for one
     * @param connectMillis until there is a connection, new or from the pool
     * @param trustedCertificates PEM file of the authorities to trust; null: the system's
     */
    public record Settings(
            String userAgent,
            int poolSize,
            int connectMillis,
            @Nullable Path trustedCertificates) {
        /** 256 connections, 2 seconds, the system's authorities. */
        public static Settings defaults(String version) {
            return new Settings("tiergate/" + version, 256, 2_000, null);
        }
    }

    /** A client on the event loops of {@code vertx}. */
    public HttpCalls(Vertx vertx, Settings settings) {
        this.settings = settings;
        this.client = vertx.createHttpClient(options(settings), new PoolOptions().setHttp1MaxSize(settings.poolSize()));
        List<ContextInternal> loops = new ArrayList<>();
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            loops.add(((VertxInternal) vertx).createEventLoopContext());
        }
        this.contexts = loops.toArray(ContextInternal[]::new);
    }

    private static HttpClientOptions options(Settings settings) {
        HttpClientOptions options = new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_1_1)
                .setKeepAlive(true)
                .setPipelining(false)
                .setConnectTimeout(settings.connectMillis())
                .setTcpNoDelay(true)
                .setVerifyHost(true);
        if (settings.trustedCertificates() != null) {
            options.setTrustOptions(new PemTrustOptions()
                    .addCertPath(settings.trustedCertificates().toString()));
        }
        return options;
    }

    /** How calls are made. */
    public Settings settings() {
        return settings;
    }

    /**
     * Starts a call. The caller reads its reply and closes it.
     *
     * @param cancellation cancels it, too
     */
    HttpCall start(Outgoing outgoing, Limits limits, Cancellation cancellation) {
        ContextInternal context = contexts[(int) (Thread.currentThread().threadId() % contexts.length)];
        HttpCall call = new HttpCall(context, limits, cancellation);
        call.start(client, outgoing);
        return call;
    }

    @Override
    public void close() {
        client.close();
    }

    /**
     * A request as it goes out.
     *
     * @param endpoint where it goes
     * @param headers names and values in turn
     * @param body JSON; not to be written to
     */
    record Outgoing(Endpoint endpoint, List<CharSequence> headers, Buffer body) {}
}
