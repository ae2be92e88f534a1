package io.tiergate.dataplane.call.http;

import io.netty.handler.codec.DecoderException;
import io.tiergate.dataplane.call.Cancellation;
import io.tiergate.policy.plan.Ending;
import io.vertx.core.AsyncResult;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP call in flight: an event loop writes what comes, one blocking thread reads it.
 *
 * <p>Fields are of three kinds. Those that the event loop alone touches ({@code request}, {@code response}). Those under the lock: what
 * has come, how far the call is, whether it is still wanted. And constants. Whoever finds the call not wanted any more posts a reset to
 * the event loop; a connection that is granted later finds the mark and is reset then, so no order of events leaves one open. A
 * connection goes back to the pool only by a reply read to its end.
 *
 * <p>The reader is woken for what it waits for and for nothing else: a whole reply costs one wake-up. The event loop does not wake
 * it when the call merely gets further, so it never waits for longer than the shortest limit: whichever limit then holds cannot
 * have passed unnoticed.
 */
final class HttpCall implements AutoCloseable {
    /** The longest reply that is read. */
    static final int MAX_REPLY_BYTES = 32 << 20;

    /** A stream's bytes that may be held before its connection is no longer read. */
    static final int HIGH_WATER_BYTES = 64 << 10;

    private static final long LINGER_MILLIS = 1_000;

    private final ContextInternal context;
    private final Limits limits;
    private final Cancellation cancellation;
    private final Runnable onCancel = this::cancel;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    private @Nullable HttpClientRequest request;
    private @Nullable HttpClientResponse response;

    private final ArrayDeque<Buffer> held = new ArrayDeque<>(2);
    private int heldBytes;
    private long readBytes;
    private boolean paused;
    private Stage stage = Stage.CONNECTING;
    private boolean sent;
    private boolean inPieces;
    private boolean wanted = true;
    private boolean cancelled;
    private @Nullable CallFailure failure;
    private ReplyHead head = ReplyHead.NONE;
    private long progressNanos = System.nanoTime();
    private long sentNanos = progressNanos;

    /** How far a call is. */
    private enum Stage {
        CONNECTING,
        SENT,
        ANSWERING,
        ENDED,
        BROKEN
    }

    HttpCall(ContextInternal context, Limits limits, Cancellation cancellation) {
        this.context = context;
        this.limits = limits;
        this.cancellation = cancellation;
    }

    /** Sends. Called once, before anything else. */
    void start(HttpClient client, HttpCalls.Outgoing outgoing) {
        cancellation.onCancel(onCancel);
        context.runOnContext(go -> {
            if (isWanted()) {
                client.request(outgoing.endpoint().options()).onComplete(granted -> connected(granted, outgoing));
            }
        });
    }

    /** The head of the reply; known once something of it was read. */
    ReplyHead head() {
        lock.lock();
        try {
            return head;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the request went out. */
    boolean isSent() {
        lock.lock();
        try {
            return sent;
        } finally {
            lock.unlock();
        }
    }

    /** Bytes of the reply that have come. */
    long receivedBytes() {
        lock.lock();
        try {
            return readBytes;
        } finally {
            lock.unlock();
        }
    }

    /** The whole rest of the reply. Blocks. */
    byte[] readAll() throws CallFailure {
        lock.lock();
        try {
            inPieces = false;
            resume();
            while (stage != Stage.ENDED) {
                awaitChange(heldBytes > 0);
            }
            requireWanted(); // else what came has been thrown away
            return takeAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The next stretch of the reply; null at its end. Blocks. While nobody reads, only a bounded number of bytes is taken from the
     * provider's connection.
     *
     * @param begun whether the answer proper has begun: then the limit between two stretches holds, else the one for the first byte
     */
    byte @Nullable [] read(boolean begun) throws CallFailure {
        lock.lock();
        try {
            inPieces = true;
            requireInTime();
            progressNanos = System.nanoTime();
            while (held.isEmpty()) {
                if (stage == Stage.ENDED) {
                    requireWanted();
                    return null;
                }
                awaitChange(begun);
            }
            byte[] bytes = takeAll();
            resume();
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the call without an answer. Any thread, any number of times. */
    private void cancel() {
        lock.lock();
        try {
            cancelled = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
        abandon();
    }

    /** Ends reading: an unread rest of the reply is not wanted, and the provider is told so by a closed connection. */
    @Override
    public void close() {
        cancellation.forget(onCancel);
        abandon();
    }

    /**
     * Ends reading of an answer that is whole: what little follows is read and forgotten for a moment, so that its connection can be
     * used again.
     */
    void closeWhole() {
        lock.lock();
        try {
            if (isOver()) {
                return;
            }
            wanted = false;
            held.clear();
            heldBytes = 0;
            resume();
        } finally {
            lock.unlock();
        }
        context.runOnContext(later -> context.setTimer(LINGER_MILLIS, timer -> reset()));
    }

    // The reader's side, under the lock.

    private void awaitChange(boolean begun) throws CallFailure {
        requireInTime();
        if (failure != null) {
            throw failure;
        }
        long now = System.nanoTime();
        long left = Math.min(expiryNanos(begun) - now, limits.deadlineNanos() - now);
        if (left <= 0) {
            throw timedOut(limits.deadlineNanos() - now <= 0, begun);
        }
        sleep(Math.min(left, limits.shortestNanos()));
    }

    @SuppressWarnings("WaitNotInLoop") // the callers loop: each wake-up asks all limits again
    private void sleep(long nanos) throws CallFailure {
        try {
            var _ = changed.awaitNanos(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CallFailure(Ending.CANCELLED, "interrupted while waiting for the provider");
        }
    }

    private void requireWanted() throws CallFailure {
        if (cancelled) {
            throw new CallFailure(Ending.CANCELLED, "the caller went away");
        }
    }

    private void requireInTime() throws CallFailure {
        requireWanted();
        if (limits.deadlineNanos() - System.nanoTime() <= 0) {
            throw timedOut(true, true);
        }
    }

    private long expiryNanos(boolean begun) {
        return switch (stage) {
            case CONNECTING -> progressNanos + limits.connectNanos();
            case SENT, ANSWERING -> begun ? progressNanos + limits.idleNanos() : sentNanos + limits.firstByteNanos();
            case ENDED, BROKEN -> limits.deadlineNanos();
        };
    }

    private CallFailure timedOut(boolean deadline, boolean begun) {
        if (deadline) {
            return new CallFailure(Ending.TIMED_OUT, "the request's deadline came before the answer's end");
        }
        if (stage == Stage.CONNECTING) {
            return new CallFailure(Ending.UNREACHABLE, "no connection within " + limits.connectMillis() + " ms");
        }
        return new CallFailure(
                Ending.TIMED_OUT,
                begun
                        ? "nothing more came for " + limits.idleMillis() + " ms"
                        : "no answer began within " + limits.firstByteMillis() + " ms");
    }

    private byte[] takeAll() {
        byte[] bytes = new byte[heldBytes];
        int at = 0;
        for (Buffer buffer : held) {
            buffer.getBytes(bytes, at);
            at += buffer.length();
        }
        held.clear();
        heldBytes = 0;
        return bytes;
    }

    private void resume() {
        if (paused) {
            paused = false;
            context.runOnContext(go -> {
                if (response != null) {
                    response.resume();
                }
            });
        }
    }

    private boolean isOver() {
        return stage == Stage.ENDED || stage == Stage.BROKEN;
    }

    // Any thread.

    private boolean isWanted() {
        lock.lock();
        try {
            return wanted;
        } finally {
            lock.unlock();
        }
    }

    private void abandon() {
        lock.lock();
        try {
            if (!wanted) {
                return;
            }
            wanted = false;
            held.clear();
            heldBytes = 0;
            if (isOver()) {
                return;
            }
        } finally {
            lock.unlock();
        }
        context.runOnContext(go -> reset());
    }

    // The event loop's side.

    private void connected(AsyncResult<HttpClientRequest> granted, HttpCalls.Outgoing outgoing) {
        if (granted.failed()) {
            broken(granted.cause());
            return;
        }
        HttpClientRequest sending = granted.result();
        request = sending;
        if (!advance(Stage.SENT)) {
            reset();
            return;
        }
        var headers = sending.headers();
        for (int i = 0; i < outgoing.headers().size(); i += 2) {
            headers.set(outgoing.headers().get(i), outgoing.headers().get(i + 1));
        }
        sending.exceptionHandler(this::broken); // without one, Vert.x logs each call that is reset as an error
        sending.response().onComplete(this::answering);
        sending.end(outgoing.body());
    }

    private void answering(AsyncResult<HttpClientResponse> begun) {
        if (begun.failed()) {
            broken(begun.cause());
            return;
        }
        HttpClientResponse coming = begun.result();
        response = coming;
        head(ReplyHead.of(coming));
        coming.handler(this::push);
        coming.endHandler(end -> ended());
        coming.exceptionHandler(this::broken);
    }

    private void head(ReplyHead told) {
        lock.lock();
        try {
            stage = Stage.ANSWERING;
            head = told;
        } finally {
            lock.unlock();
        }
    }

    /** False if the call is not wanted any more. */
    private boolean advance(Stage next) {
        lock.lock();
        try {
            stage = next;
            sent = wanted;
            sentNanos = System.nanoTime();
            return wanted;
        } finally {
            lock.unlock();
        }
    }

    private void push(Buffer buffer) {
        boolean tooLong;
        lock.lock();
        try {
            if (!wanted) {
                return;
            }
            held.add(buffer);
            heldBytes += buffer.length();
            readBytes += buffer.length();
            progressNanos = System.nanoTime();
            tooLong = readBytes > MAX_REPLY_BYTES;
            if (inPieces) {
                pauseIfFull();
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
        if (tooLong) {
            fail(new CallFailure(Ending.MALFORMED, "the reply is longer than " + (MAX_REPLY_BYTES >> 20) + " MiB"));
        }
    }

    private void pauseIfFull() {
        if (heldBytes >= HIGH_WATER_BYTES && !paused && response != null) {
            paused = true;
            response.pause();
        }
    }

    private void ended() {
        lock.lock();
        try {
            if (stage != Stage.BROKEN) {
                stage = Stage.ENDED;
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private void broken(Throwable cause) {
        String what = cause.getClass().getSimpleName() + ": " + ErrorText.clean(String.valueOf(cause.getMessage()));
        boolean notHttp = cause instanceof IllegalArgumentException || cause instanceof DecoderException;
        Ending ending = notHttp ? Ending.MALFORMED : response == null ? Ending.UNREACHABLE : Ending.CUT;
        fail(new CallFailure(ending, what));
    }

    private void fail(CallFailure why) {
        lock.lock();
        try {
            if (isOver()) {
                return;
            }
            failure = why;
            changed.signal();
        } finally {
            lock.unlock();
        }
        reset();
    }

    private void reset() {
        lock.lock();
        try {
            if (isOver()) {
                return;
            }
            stage = Stage.BROKEN;
        } finally {
            lock.unlock();
        }
        if (request != null) {
            request.reset();
        }
    }
}
