package io.tiergate.cli.process;

import io.tiergate.cli.session.Session;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Stack;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** {@code tiergate simulator}: runs the simulator with whatever arguments follow. */
@Command(
        name = "simulator",
        preprocessor = SimulatorCommand.Everything.class,
        description =
                "Runs a provider on loopback that answers from recorded sets; `tiergate simulator --help` lists its options.")
public final class SimulatorCommand implements Callable<Integer> {
    private final Session session;
    private List<String> arguments = List.of();

    /** The command of a session. */
    public SimulatorCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        ServiceJar jar = ServiceJar.find(session.surroundings().home(), "simulator");
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
                .addShutdownHook(Thread.ofPlatform().name("stop-simulator").unstarted(process::destroy));
        return process.waitFor();
    }

    /** Takes all that follows the command's name, untouched. */
    static final class Everything implements IParameterPreprocessor {
        @Override
        @SuppressWarnings("JdkObsolete") // picocli's interface
        public boolean preprocess(Stack<String> args, CommandSpec command, ArgSpec option, Map<String, Object> info) {
            List<String> inOrder = new ArrayList<>(args);
            Collections.reverse(inOrder);
            args.clear();
            if (command.userObject() instanceof SimulatorCommand simulator) {
                simulator.arguments = inOrder;
            }
            return true;
        }
    }
}
