package io.tiergate.cli.cache;

import io.tiergate.cli.session.Group;
import io.tiergate.cli.session.Session;
import picocli.CommandLine;

/** The commands on what agents cache. */
public final class CacheCommands {
    private CacheCommands() {}

    /** {@code tiergate cache ...}. */
    public static CommandLine cache(Session session) {
        return Group.of(
                "cache",
                "Shows and invalidates what agents cache.",
                new ShowCommand(session),
                new InvalidateCommand(session));
    }
}
