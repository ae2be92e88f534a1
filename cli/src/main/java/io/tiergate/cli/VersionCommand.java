package io.tiergate.cli;

import io.tiergate.cli.session.Session;
import io.tiergate.cli.terminal.JsonText;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code tiergate version}. */
@Command(name = "version", description = "Shows the version.")
final class VersionCommand implements Callable<Integer> {
    private final Session session;

    VersionCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        String packaged = VersionCommand.class.getPackage().getImplementationVersion();
        String version = packaged == null ? "unpackaged" : packaged;
        String java = Runtime.version().toString();
        session.show(
                JsonText.object("version", version, "java", java),
                () -> "tiergate " + version + " (Java " + java + ")\n");
        return 0;
    }
}
