package io.tiergate.dataplane.gateway.http;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One event loop's connections, so that none stays open for nothing: one that brings no whole head of a request for too long, after its
 * opening or after its last answer, is closed, and one whose request's body stops coming, or comes in drops. A request that is being
 * answered is not bounded here; the policy has a deadline. Confined to its event loop.
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
    Talk asked(HttpServerRequest request) {
        Talk talk = Objects.requireNonNull(open.get(request.connection()));
        talk.asked(request);
        return talk;
    }

    /** Closes what has been quiet for too long. To be called now and then. */
    void sweep() {
        long now = System.nanoTime();
        List<HttpConnection> quiet = new ArrayList<>();
        open.forEach((connection, talk) -> {
            if (now - talk.lastHeard(now) > patienceNanos) {
                quiet.add(connection);
            }
        });
        quiet.forEach(HttpConnection::close);
    }

    /** What goes on on one connection. */
    static final class Talk {
        private final List<HttpServerRequest> unanswered = new ArrayList<>(1);
        private final Hearing hearing = new Hearing(System.nanoTime());

        private Talk() {}

        private void asked(HttpServerRequest request) {
            if (unanswered.size() >= CROWD) {
                forgetAnswered();
            }
            unanswered.add(request);
            hearing.from(System.nanoTime());
        }

        /** Some of a request's body has come. */
        void heard(int bytes) {
            hearing.body(bytes, System.nanoTime());
        }

        /** When the client last did what it was waited for; now, while it is the agent's turn. */
        private long lastHeard(long now) {
            boolean someUnanswered = !unanswered.isEmpty();
            forgetAnswered();
            boolean clientsTurn = unanswered.isEmpty()
                    ? !someUnanswered
                    : unanswered.stream().anyMatch(request -> !request.isEnded());
            if (!clientsTurn) {
                hearing.from(now);
            }
            return hearing.lastNanos();
        }

        private void forgetAnswered() {
            unanswered.removeIf(
                    request -> request.response().ended() || request.response().closed());
        }
    }
}
