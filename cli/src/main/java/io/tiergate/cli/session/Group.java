package io.tiergate.cli.session;

import io.tiergate.cli.terminal.Failure;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** A command that only holds others, such as {@code tiergate policy}. */
public final class Group {
    private Group() {}

    /** The group of that name with those commands. */
    public static CommandLine of(String name, String description, Object... commands) {
        Callable<Integer> alone = () -> {
            throw Failure.usage("`tiergate " + name + "` needs a command", "see `tiergate " + name + " --help`");
        };
        CommandSpec spec = CommandSpec.wrapWithoutInspection(alone).name(name);
        spec.usageMessage().description(description).synopsisSubcommandLabel("COMMAND");
        CommandLine line = new CommandLine(spec);
        for (Object command : commands) {
            line.addSubcommand(command);
        }
        return line;
    }
}
