package io.tiergate.cli.process;

import io.tiergate.cli.session.Session;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Stack;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** The commands that run one service in this terminal, with whatever arguments follow. */
public final class ServiceCommands {
    private ServiceCommands() {}

    /** {@code tiergate simulator}. */
    public static CommandLine simulator(Session session) {
        return of(
                session,
                "simulator",
                "simulator",
                "Runs a provider on loopback that answers from recorded sets; `tiergate simulator --help` lists its options.");
    }

    /** {@code tiergate classifier}. */
    public static CommandLine classifier(Session session) {
        return of(
                session,
                "classifier",
                "classifier-node",
                "Runs a node that says what texts are, with the bundled model or those of --models DIR (docs/model-sets.md);"
                        + " `tiergate classifier --help` lists its flags.");
    }

    private static CommandLine of(Session session, String name, String module, String description) {
        CommandLine line = new CommandLine(new Run(session, name, module));
        line.getCommandSpec().name(name).usageMessage().description(description);
        return line;
    }

    /** Runs a module's service and ends with its exit code. */
    @Command(preprocessor = Everything.class)
    static final class Run implements Callable<Integer> {
        private final Session session;
        private final String name;
        private final String module;
        private List<String> arguments = List.of();

        private Run(Session session, String name, String module) {
            this.session = session;
            this.name = name;
            this.module = module;
        }

        @Override
        public Integer call() throws IOException, InterruptedException {
            ServiceJar jar = ServiceJar.find(session.surroundings().home(), module);
            List<String> command = new ArrayList<>();
            command.add(Services.ownJava().toString());
            command.addAll(jar.jvmFlags());
            command.add("-Dtiergate.parent=" + ProcessHandle.current().pid());
            command.add("-jar");
            command.add(jar.file().toString());
            command.addAll(arguments);
            Process process = new ProcessBuilder(command)
                    .directory(session.surroundings().directory().toFile())
                    .inheritIO()
                    .start();
            Runtime.getRuntime()
                    .addShutdownHook(Thread.ofPlatform().name("stop-" + name).unstarted(process::destroy));
            return process.waitFor();
        }
    }

    /** Takes all that follows the command's name, untouched. */
    static final class Everything implements IParameterPreprocessor {
        @Override
        @SuppressWarnings("JdkObsolete") // picocli's interface
        public boolean preprocess(Stack<String> args, CommandSpec command, ArgSpec option, Map<String, Object> info) {
            List<String> inOrder = new ArrayList<>(args);
            Collections.reverse(inOrder);
            args.clear();
            if (command.userObject() instanceof Run run) {
                run.arguments = inOrder;
            }
            return true;
        }
    }
}
