package io.tiergate.cli.demo;

import java.util.List;

/**
 * A request that is over.
 *
 * @param lostAt agents that went away while they had it, in order; each was asked once
 */
record Sent(Ask ask, Reply reply, List<String> lostAt) {
    Sent {
        lostAt = List.copyOf(lostAt);
    }

    boolean answered() {
        return reply instanceof Reply.Answered;
    }
}
