package io.tiergate.simulator.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;

/** Collects a request's body up to a limit. */
final class BodyReader {
    /** Bytes; several times the largest prompt that tests send. */
    static final int MAX_BYTES = 64 << 20;

    private BodyReader() {}

    /** Calls exactly one of the two, or neither if the caller leaves before the body's end. */
    static void read(HttpServerRequest request, Consumer<Buffer> whole, Runnable tooLarge) {
        Buffer body = Buffer.buffer();
        boolean[] refused = new boolean[1];
        request.handler(chunk -> {
            if (refused[0]) {
                return;
            }
            if (body.length() + chunk.length() > MAX_BYTES) {
                refused[0] = true;
                tooLarge.run();
            } else {
                body.appendBuffer(chunk);
            }
        });
        request.endHandler(_ -> {
            if (!refused[0]) {
                whole.accept(body);
            }
        });
    }
}
