package io.tiergate.cli.document;

import io.tiergate.cli.session.Group;
import io.tiergate.cli.session.Session;
import picocli.CommandLine;

/** The commands on documents. */
public final class DocumentCommands {
    private DocumentCommands() {}

    /** {@code tiergate policy ...}. */
    public static CommandLine policy(Session session) {
        return Group.of(
                "policy",
                "Checks, publishes, shows and activates documents.",
                new ValidateCommand(session),
                new PublishCommand(session),
                new ListCommand(session),
                new ShowCommand(session),
                new ActivateCommand(session),
                new RollbackCommand(session),
                new SplitCommand(session));
    }

    /** {@code tiergate catalog ...}. */
    public static CommandLine catalog(Session session) {
        return Group.of("catalog", "Makes catalogs.", new ImportCommand(session));
    }
}
