package io.tiergate.dataplane.gateway.http;

import io.tiergate.dataplane.model.ChatRequest;
import io.tiergate.dataplane.model.Refusal;
import io.tiergate.dataplane.model.Responder;
import io.tiergate.dataplane.model.RoutingInfo;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The way back to an HTTP caller. The pipeline calls it from its virtual thread or from the event loop; everything that touches the
 * response runs on the response's event loop.
 */
final class HttpResponder implements Responder {
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final CharSequence EVENTS = HttpHeaders.createOptimized("text/event-stream");
    private static final Buffer DATA = Buffer.buffer("data: ");
    private static final Buffer END_OF_EVENT = Buffer.buffer("\n\n");
    private static final Buffer DONE = Buffer.buffer("data: [DONE]\n\n");
    /** Bytes handed over and not yet written to the socket; above it a stream waits for its caller. */
    private static final int WINDOW_BYTES = 64 * 1024;

    private final Context context;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Duration patience;
    private final boolean stream;
    private final boolean includeUsage;
    private final Runnable over;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int underWay;
    private boolean full;
    private boolean gone;
    private boolean ended;
    private boolean committed;
    private @Nullable Runnable onCancel;

    /**
     * The way back for one request.
     *
     * @param patience a caller that takes nothing of a stream for so long is hung up on
     * @param over run when the request is answered or its caller gone; more than once, maybe, and by any thread
     */
    HttpResponder(
            Context context, HttpServerRequest request, ChatRequest.View asked, Duration patience, Runnable over) {
        this.context = context;
        this.request = request;
        this.response = request.response();
        this.patience = patience;
        this.stream = asked.stream();
        this.includeUsage = asked.includeUsage();
        this.over = over;
    }

    /** Watches the connection; on the event loop, before the pipeline has the request. */
    void watch() {
        response.closeHandler(closed -> gone());
        response.exceptionHandler(broken -> gone());
    }

    @Override
    public void commit(RoutingInfo routing) {
        committed = true;
        onLoop(() -> {
            response.setWriteQueueMaxSize(WINDOW_BYTES);
            response.drainHandler(drained -> drained());
            openStream(routing);
        });
    }

    @Override
    public void piece(byte[] chunk) {
        if (!awaitRoom(chunk.length)) {
            onLoop(this::hangUp);
            throw CallerGoneException.stalled();
        }
        onLoop(() -> {
            response.write(event(chunk));
            written(chunk.length);
        });
    }

    @Override
    public void finish(Served served) {
        end();
        onLoop(() -> {
            if (committed) {
                response.end(Buffer.buffer(summary(served.routing())).appendBuffer(DONE));
            } else if (stream) {
                openStream(served.routing());
                Buffer whole = Buffer.buffer();
                OpenAiJson.chunks(served.answer(), includeUsage).forEach(chunk -> whole.appendBuffer(event(chunk)));
                response.end(whole.appendBytes(OpenAiJson.utf8(summary(served.routing())))
                        .appendBuffer(DONE));
            } else {
                response.putHeader(HttpHeaders.CONTENT_TYPE, JSON);
                ReplyHeaders.write(served.routing(), response.headers());
                response.end(Buffer.buffer(served.answer().body()));
            }
        });
    }

    @Override
    public void fail(Refusal refusal, RoutingInfo routing) {
        end();
        onLoop(() -> {
            if (response.headWritten()) {
                // A broken stream must not look finished: say why, then break the connection.
                long stalled = context.owner().setTimer(patience.toMillis(), late -> hangUp());
                response.write(event(OpenAiJson.error(refusal, routing.decisionId())))
                        .onComplete(told -> {
                            context.owner().cancelTimer(stalled);
                            response.reset();
                        });
                return;
            }
            response.setStatusCode(refusal.kind().http());
            response.putHeader(HttpHeaders.CONTENT_TYPE, JSON);
            if (refusal.retryAfterSeconds() > 0) {
                response.putHeader(HttpHeaders.RETRY_AFTER, Long.toString(refusal.retryAfterSeconds()));
            }
            ReplyHeaders.write(routing, response.headers());
            response.end(Buffer.buffer(OpenAiJson.error(refusal, routing.decisionId())));
        });
    }

    @Override
    public void onCancel(Runnable action) {
        lock.lock();
        try {
            if (!gone) {
                onCancel = action;
                return;
            }
        } finally {
            lock.unlock();
        }
        action.run();
    }

    private void openStream(RoutingInfo routing) {
        response.setChunked(true);
        response.putHeader(HttpHeaders.CONTENT_TYPE, EVENTS);
        response.putHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
        ReplyHeaders.write(routing, response.headers());
    }

    private void hangUp() {
        HangUp.on(request);
    }

    /** Waits until the caller has taken enough of what was sent; false: it takes nothing. */
    private boolean awaitRoom(int bytes) {
        lock.lock();
        try {
            long nanos = patience.toNanos();
            while (!gone && (full || underWay >= WINDOW_BYTES)) {
                if (nanos <= 0) {
                    gone = true;
                    return false;
                }
                nanos = changed.awaitNanos(nanos);
            }
            if (gone) {
                throw new CallerGoneException();
            }
            underWay += bytes;
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CallerGoneException();
        } finally {
            lock.unlock();
        }
    }

    private void written(int bytes) {
        boolean queueFull = response.writeQueueFull();
        lock.lock();
        try {
            underWay -= bytes;
            full = queueFull;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void drained() {
        lock.lock();
        try {
            full = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void end() {
        over.run();
        lock.lock();
        try {
            ended = true;
        } finally {
            lock.unlock();
        }
    }

    private void gone() {
        over.run();
        Runnable action;
        lock.lock();
        try {
            if (ended || gone) {
                return;
            }
            gone = true;
            action = onCancel;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (action != null) {
            action.run();
        }
    }

    private void onLoop(Runnable action) {
        context.runOnContext(now -> {
            if (!response.closed()) {
                action.run();
            }
        });
    }

    private static Buffer event(byte[] json) {
        return Buffer.buffer(json.length + 8)
                .appendBuffer(DATA)
                .appendBytes(json)
                .appendBuffer(END_OF_EVENT);
    }

    /** A comment line, which every client skips: what is known only at the end of a stream. */
    private static String summary(RoutingInfo routing) {
        return ": tiergate decision=" + routing.decisionId() + " cost_micros=" + routing.costMicros() + " escalations="
                + routing.escalations() + "\n\n";
    }
}
