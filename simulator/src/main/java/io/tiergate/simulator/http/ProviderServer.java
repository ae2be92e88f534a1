package io.tiergate.simulator.http;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The running HTTP server. Thread-safe; {@link #close} frees the port and ends every connection. */
public final class ProviderServer implements AutoCloseable {
    private static final int START_SECONDS = 30;

    private final Vertx vertx;
    private final String host;
    private final int port;

    private ProviderServer(Vertx vertx, String host, int port) {
        this.vertx = vertx;
        this.host = host;
        this.port = port;
    }

    /**
     * Starts serving.
     *
     * @param provider what is served
     * @param host where to listen
     * @param port 0 for any free one
     * @param eventLoops threads that serve
     * @param adminToken what admin calls must present; null for nothing
     * @throws IOException if the port cannot be had
     */
    public static ProviderServer start(
            Provider provider, String host, int port, int eventLoops, @Nullable String adminToken) throws IOException {
        VertxOptions options = new VertxOptions()
                .setEventLoopPoolSize(eventLoops)
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false));
        Vertx vertx = Vertx.vertx(options);
        Front front = new Front(vertx, provider, new Admin(vertx, provider, adminToken));
        try {
            SocketAddress address =
                    port == 0 ? SocketAddress.sharedRandomPort(1, host) : SocketAddress.inetSocketAddress(port, host);
            AtomicInteger actualPort = new AtomicInteger();
            await(vertx.deployVerticle(
                    () -> new Listener(front, address, actualPort), new DeploymentOptions().setInstances(eventLoops)));
            return new ProviderServer(vertx, host, actualPort.get());
        } catch (IOException e) {
            vertx.close();
            throw e;
        }
    }

    private static void await(Future<String> deployment) throws IOException {
        try {
            deployment.toCompletionStage().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while starting", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw new IOException(cause == null ? e.getMessage() : cause.getMessage(), e);
        } catch (TimeoutException e) {
            throw new IOException("the server did not start within " + START_SECONDS + " s", e);
        }
    }

    /** The port that it listens on. */
    public int port() {
        return port;
    }

    /** {@code http://HOST:PORT}. */
    public String url() {
        return "http://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    @Override
    public void close() {
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the server did not stop", e);
        }
    }

    /** One event loop's server; several of the same port share its connections. */
    private static final class Listener extends VerticleBase {
        private final Front front;
        private final SocketAddress address;
        private final AtomicInteger actualPort;

        Listener(Front front, SocketAddress address, AtomicInteger actualPort) {
            this.front = front;
            this.address = address;
            this.actualPort = actualPort;
        }

        @Override
        public Future<?> start() {
            HttpServerOptions options = new HttpServerOptions().setHttp2ClearTextEnabled(false);
            return vertx.createHttpServer(options)
                    .requestHandler(front::handle)
                    .listen(address)
                    .onSuccess(server -> actualPort.set(server.actualPort()));
        }
    }
}
