package io.tiergate.simulator.http;

import io.tiergate.simulator.dialect.Frame;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Writes a stream frame by frame, each when it is due and the caller can take it. Confined to the connection's event loop.
 */
final class FrameWriter {
    private final Vertx vertx;
    private final HttpServerResponse response;
    private final List<Frame> frames;
    private final ThinkTime.Pace pace;
    private final Runnable beforeLast;
    private final Consumer<Future<Void>> afterLast;
    private final StringBuilder sentText = new StringBuilder();
    private final long startNanos = System.nanoTime();
    private int next;
    private boolean stopped;

    /**
     * A writer that has written nothing.
     *
     * @param beforeLast run before the last frame is handed to the connection
     * @param afterLast run after it was, with what tells when it has left
     */
    FrameWriter(
            Vertx vertx,
            HttpServerResponse response,
            List<Frame> frames,
            ThinkTime.Pace pace,
            Runnable beforeLast,
            Consumer<Future<Void>> afterLast) {
        this.vertx = vertx;
        this.response = response;
        this.frames = frames;
        this.pace = pace;
        this.beforeLast = beforeLast;
        this.afterLast = afterLast;
    }

    /** Writes what is due; goes on by itself. */
    void write() {
        while (!stopped && next < frames.size()) {
            long waitMillis = pace.dueMillis(next, frames.size()) - elapsedMillis();
            if (waitMillis > 0) {
                vertx.setTimer(waitMillis, _ -> write());
                return;
            }
            if (response.writeQueueFull()) {
                response.drainHandler(_ -> {
                    response.drainHandler(null);
                    write();
                });
                return;
            }
            writeNext();
        }
    }

    private void writeNext() {
        Frame frame = frames.get(next);
        sentText.append(frame.text());
        next++;
        boolean last = next == frames.size();
        if (last) {
            beforeLast.run();
        }
        Future<Void> written = response.write(frame.sse());
        if (last) {
            afterLast.accept(written);
        }
    }

    /** Writes nothing more. */
    void stop() {
        stopped = true;
    }

    /** Whether anything was written. */
    boolean hasBegun() {
        return next > 0;
    }

    /** The text of all frames written. */
    String sentText() {
        return sentText.toString();
    }

    private long elapsedMillis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
    }
}
