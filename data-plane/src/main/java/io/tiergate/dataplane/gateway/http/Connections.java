package io.tiergate.dataplane.gateway.http;

import io.tiergate.dataplane.gateway.Pace;
import io.tiergate.dataplane.gateway.Taking;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One event loop's connections, so that none stays open for nothing: one that brings no whole head of a request for too long, after its
 * opening or after its last answer, is closed, and one whose request's body stops coming, or comes in drops; where it has others beside it,
 * over HTTP/2, that request alone is cut off. So is what takes nothing of an answer that has come to its end. A request that is being answered is not
 * bounded here; the policy has a deadline. Confined to its event loop.
 */
final class Connections {
    private static final int CROWD = 8;

    private final long patienceNanos;
    private final AtomicInteger count;
    private final Map<HttpConnection, Talk> open = new HashMap<>();

    /**
     * None yet.
     *
     * @param patience how long one may be quiet when it is the caller's turn
     * @param count of all event loops' connections
     */
    Connections(Duration patience, AtomicInteger count) {
        this.patienceNanos = patience.toNanos();
        this.count = count;
    }

    /** A connection was accepted. */
    void opened(HttpConnection connection) {
        open.put(connection, new Talk());
        count.incrementAndGet();
        connection.closeHandler(closed -> {
            open.remove(connection);
            count.decrementAndGet();
        });
    }

    /** The head of a request has come whole. */
    Asked asked(HttpServerRequest request) {
        return Objects.requireNonNull(open.get(request.connection())).asked(request);
    }

    /** Closes what has been quiet for too long. To be called now and then. */
    void sweep() {
        long now = System.nanoTime();
        List<Runnable> ends = new ArrayList<>();
        open.forEach((connection, talk) -> {
            if (talk.isQuiet(now)) {
                talk.takes(HangUp.waiting(connection), now);
                if (now - talk.quietNanos > patienceNanos) {
                    ends.add(talk.told ? () -> HangUp.on(connection) : connection::close);
                    talk.told = true;
                }
                return;
            }
            talk.unanswered.stream()
                    .filter(asked -> asked.isOver(now, patienceNanos))
                    .forEach(asked -> ends.add(asked::cutOff));
        });
        ends.forEach(Runnable::run);
    }

    /** What goes on on one connection. */
    private static final class Talk {
        private final List<Asked> unanswered = new ArrayList<>(1);
        /** Since when there is no request. */
        private long quietNanos = System.nanoTime();
        /** Of its last answers, bytes that wait for the client to take them. */
        private long waiting;

        private Pace taking = new Pace(quietNanos);
        /** It was closed, and is still here: what waits keeps it. */
        private boolean told;

        private Asked asked(HttpServerRequest request) {
            if (unanswered.size() >= CROWD) {
                forgetAnswered();
            }
            Asked asked = new Asked(request);
            unanswered.add(asked);
            return asked;
        }

        /** Whether there is no request that the client has not had its answer to. */
        private boolean isQuiet(long now) {
            if (!unanswered.isEmpty()) {
                forgetAnswered();
                quietNanos = now;
            }
            return unanswered.isEmpty();
        }

        /** So many bytes wait for it now: while it takes some, not in drops, it is not quiet. */
        private void takes(long bytes, long now) {
            if (bytes > 0 && waiting == 0) {
                taking = new Pace(now);
            } else if (bytes < waiting) {
                taking.moved((int) Math.min(waiting - bytes, Integer.MAX_VALUE), now);
            }
            if (bytes > 0 || waiting > 0) {
                quietNanos = taking.lastNanos();
            }
            waiting = bytes;
        }

        private void forgetAnswered() {
            unanswered.removeIf(Asked::isAnswered);
        }
    }

    /** A request whose head has come. */
    static final class Asked {
        private final HttpServerRequest request;
        private final Pace pace = new Pace(System.nanoTime());
        /** Since when its answer is whole, and not yet taken; 0: it is not. */
        private long wholeNanos;

        private boolean told;

        private Asked(HttpServerRequest request) {
            this.request = request;
        }

        /** Some of its body has come. */
        void heard(int bytes) {
            pace.moved(bytes, System.nanoTime());
        }

        /** Ends it: over HTTP/2 that stream alone, else the connection, and the second time whatever waits to be taken. */
        void cutOff() {
            if (told || request.version() == HttpVersion.HTTP_2) {
                HangUp.on(request);
            } else {
                told = true;
                request.connection().close();
            }
        }

        /** Whether the client is late: more of the request is to come, or all of the answer is there to be taken. */
        private boolean isOver(long now, long patienceNanos) {
            if (!request.isEnded()) {
                return now - pace.lastNanos() > patienceNanos;
            }
            if (!request.response().ended()) {
                return false;
            }
            if (wholeNanos == 0) {
                wholeNanos = now;
            }
            return now - wholeNanos
                    > patienceNanos + Taking.nanos(request.response().bytesWritten());
        }

        /** Over HTTP/2 it is when the client has taken all of the answer; else what waits is the connection's. */
        private boolean isAnswered() {
            boolean over = request.response().closed();
            return over
                    || (request.version() != HttpVersion.HTTP_2
                            && request.response().ended());
        }
    }
}
