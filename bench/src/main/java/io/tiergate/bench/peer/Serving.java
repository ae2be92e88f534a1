package io.tiergate.bench.peer;

import io.vertx.core.http.HttpServer;

/** Tells whoever started a peer where it listens: its port, as the only line that it prints. */
final class Serving {
    private Serving() {}

    static void announce(HttpServer server) {
        announce(server.listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .actualPort());
    }

    static void announce(int port) {
        System.out.println(port);
        System.out.flush();
    }
}
