package io.tiergate.cli.record;

import io.tiergate.cli.session.Session;
import io.tiergate.cli.terminal.Figures;

/** The option {@code --since}. */
final class Since {
    private Since() {}

    /** Milliseconds since 1970; 0 where the option is not given. */
    static long fromMillis(Session session, String since) {
        return since.isEmpty() ? 0 : session.surroundings().clock().millis() - Figures.millis("--since", since);
    }
}
