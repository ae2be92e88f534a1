package io.tiergate.cli.bench;

import io.tiergate.cli.session.Group;
import io.tiergate.cli.session.Session;
import picocli.CommandLine;

/** The commands that measure. */
public final class BenchCommands {
    private BenchCommands() {}

    /** {@code tiergate bench ...}. */
    public static CommandLine bench(Session session) {
        return Group.of("bench", "Measures services on this machine.", new ClassifierCommand(session));
    }
}
