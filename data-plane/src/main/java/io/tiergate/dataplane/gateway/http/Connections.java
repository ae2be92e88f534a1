package io.tiergate.dataplane.gateway.http;

import io.tiergate.dataplane.gateway.Hearing;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One event loop's connections, so that none stays open for nothing: one that brings no whole head of a request for too long, after its
 * opening or after its last answer, is closed, and one whose request's body stops coming, or comes in drops; where it has others beside it,
 * over HTTP/2, that request alone is cut off. A request that is being answered is not bounded here; the policy has a deadline. Confined to its
 * event loop.
 */
final class Connections {
    private static final int CROWD = 8;

    private final long patienceNanos;
    private final Map<HttpConnection, Talk> open = new HashMap<>();

    Connections(Duration patience) {
        this.patienceNanos = patience.toNanos();
    }

    /** A connection was accepted. */
    void opened(HttpConnection connection) {
        open.put(connection, new Talk());
        connection.closeHandler(closed -> open.remove(connection));
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
                if (now - talk.quietNanos > patienceNanos) {
                    ends.add(connection::close);
                }
                return;
            }
            talk.unanswered.stream()
                    .filter(asked -> asked.isAwaited() && now - asked.hearing.lastNanos() > patienceNanos)
                    .forEach(asked -> ends.add(asked::cutOff));
        });
        ends.forEach(Runnable::run);
    }

    /** What goes on on one connection. */
    private static final class Talk {
        private final List<Asked> unanswered = new ArrayList<>(1);
        /** Since when there is no request. */
        private long quietNanos = System.nanoTime();

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

        private void forgetAnswered() {
            unanswered.removeIf(Asked::isAnswered);
        }
    }

    /** A request whose head has come. */
    static final class Asked {
        private final HttpServerRequest request;
        private final Hearing hearing = new Hearing(System.nanoTime());

        private Asked(HttpServerRequest request) {
            this.request = request;
        }

        /** Some of its body has come. */
        void heard(int bytes) {
            hearing.body(bytes, System.nanoTime());
        }

        /** Whether more of it is to come. */
        private boolean isAwaited() {
            return !request.isEnded();
        }

        private boolean isAnswered() {
            return request.response().ended() || request.response().closed();
        }

        /** Ends it: over HTTP/2 that stream alone, else the connection. */
        void cutOff() {
            if (request.version() == HttpVersion.HTTP_2) {
                request.response().reset();
            } else {
                request.connection().close();
            }
        }
    }
}
