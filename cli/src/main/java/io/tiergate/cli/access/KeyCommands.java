package io.tiergate.cli.access;

import io.tiergate.cli.session.Group;
import io.tiergate.cli.session.Session;
import picocli.CommandLine;

/** The commands on API keys. */
public final class KeyCommands {
    private KeyCommands() {}

    /** {@code tiergate keys ...}. */
    public static CommandLine keys(Session session) {
        return Group.of(
                "keys",
                "Creates, rotates and revokes API keys.",
                new CreateCommand(session),
                new RotateCommand(session),
                new RevokeCommand(session));
    }
}
