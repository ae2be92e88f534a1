package io.tiergate.cli.record;

import io.tiergate.cli.session.Group;
import io.tiergate.cli.session.Session;
import picocli.CommandLine;

/** The commands on many decision records. */
public final class RecordCommands {
    private RecordCommands() {}

    /** {@code tiergate records ...}. */
    public static CommandLine records(Session session) {
        return Group.of("records", "Shows decision records.", new TailCommand(session));
    }
}
