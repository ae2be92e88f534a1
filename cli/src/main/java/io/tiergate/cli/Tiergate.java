package io.tiergate.cli;

import io.grpc.ManagedChannel;
import io.tiergate.cli.access.KeyCommands;
import io.tiergate.cli.bench.BenchCommands;
import io.tiergate.cli.cache.CacheCommands;
import io.tiergate.cli.demo.DemoCommand;
import io.tiergate.cli.document.DocumentCommands;
import io.tiergate.cli.fleet.FleetCommand;
import io.tiergate.cli.laboratory.LaboratoryCommands;
import io.tiergate.cli.laboratory.ProjectCommand;
import io.tiergate.cli.process.ServiceCommands;
import io.tiergate.cli.profile.ProfileCommand;
import io.tiergate.cli.record.CostCommand;
import io.tiergate.cli.record.ExplainCommand;
import io.tiergate.cli.record.RecordCommands;
import io.tiergate.cli.record.ReplayCommand;
import io.tiergate.cli.request.CompleteCommand;
import io.tiergate.cli.request.DecideCommand;
import io.tiergate.cli.session.Session;
import io.tiergate.cli.session.Surroundings;
import io.tiergate.cli.stack.UpCommand;
import io.tiergate.cli.terminal.ExitCode;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.cli.terminal.Terminal;
import io.tiergate.transport.GrpcChannels;
import io.tiergate.transport.TlsSettings;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** The command {@code tiergate}. */
@Command(
        name = "tiergate",
        mixinStandardHelpOptions = false,
        sortOptions = false,
        synopsisSubcommandLabel = "COMMAND",
        description = "Sends each LLM request to the cheapest model that meets its quality requirement, and proves it.")
public final class Tiergate implements Callable<Integer> {
    private static final int MAX_MESSAGE_BYTES = 64 << 20;
    private static final Logger GRPC_LOG = Logger.getLogger("io.grpc");

    private Tiergate() {}

    /** Runs one command and ends the process. */
    public static void main(String[] args) {
        Terminal terminal = new Terminal(
                writer(FileDescriptor.out),
                writer(FileDescriptor.err),
                Boolean.getBoolean("tiergate.interactive"),
                Boolean.getBoolean("tiergate.colour"));
        Surroundings surroundings = new Surroundings(
                System.getenv(),
                Path.of("").toAbsolutePath(),
                Path.of(System.getProperty("tiergate.home", "")).toAbsolutePath(),
                System.in,
                InstantSource.system(),
                Tiergate::open);
        int code = commandLine(new Session(terminal, surroundings)).execute(args);
        terminal.out().flush();
        terminal.err().flush();
        System.exit(code);
    }

    private static ManagedChannel open(String target, TlsSettings tls) throws IOException {
        // What goes wrong with a call is told as a failure; what the library logs of it is noise.
        GRPC_LOG.setLevel(Level.OFF);
        return GrpcChannels.open(target, tls, MAX_MESSAGE_BYTES);
    }

    private static PrintWriter writer(FileDescriptor descriptor) {
        OutputStream stream = new java.io.BufferedOutputStream(new FileOutputStream(descriptor), 8_192);
        return new PrintWriter(stream, false, StandardCharsets.UTF_8);
    }

    static CommandLine commandLine(Session session) {
        CommandLine line = new CommandLine(new Tiergate()).addMixin("options", session.options());
        for (Object command : commands(session)) {
            line.addSubcommand(command);
        }
        line.setOut(session.terminal().out())
                .setErr(session.terminal().err())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
                .setParameterExceptionHandler((failure, args) -> misused(session, failure))
                .setExecutionExceptionHandler((failure, command, result) -> failed(session, failure));
        return line;
    }

    /** Every command, in the order of the help. */
    private static List<Object> commands(Session session) {
        return List.of(
                new DemoCommand(session),
                new UpCommand(session),
                DocumentCommands.policy(session),
                DocumentCommands.catalog(session),
                new FleetCommand(session),
                new CompleteCommand(session),
                new DecideCommand(session),
                new ExplainCommand(session),
                RecordCommands.records(session),
                new CostCommand(session),
                CacheCommands.cache(session),
                LaboratoryCommands.train(session),
                LaboratoryCommands.eval(session),
                LaboratoryCommands.calibrate(session),
                new ProjectCommand(session),
                new ProfileCommand(session),
                new ReplayCommand(session),
                KeyCommands.keys(session),
                ServiceCommands.simulator(session),
                ServiceCommands.classifier(session),
                BenchCommands.bench(session),
                new VersionCommand(session),
                new WarmUp(session));
    }

    @Override
    public Integer call() {
        throw Failure.usage("no command is given", "see `tiergate --help`");
    }

    private static int misused(Session session, ParameterException failure) {
        List<String> near = failure instanceof CommandLine.UnmatchedArgumentException unmatched
                ? unmatched.getSuggestions()
                : List.of();
        String command = failure.getCommandLine().getCommandSpec().qualifiedName();
        String remedy =
                near.isEmpty() ? "see `" + command + " --help`" : "did you mean `" + String.join("`, `", near) + "`?";
        session.terminal()
                .note("tiergate: "
                        + String.valueOf(failure.getMessage())
                                .lines()
                                .findFirst()
                                .orElse("") + "; " + remedy);
        return ExitCode.USAGE.code();
    }

    private static int failed(Session session, Exception failure) {
        if (failure instanceof Failure known) {
            session.terminal().note("tiergate: " + known.getMessage());
            return known.exitCode().code();
        }
        StackTraceElement[] stack = failure.getStackTrace();
        session.terminal()
                .note("tiergate: bug: " + failure + (stack.length == 0 ? "" : " at " + stack[0])
                        + "; report it, with the trace that TIERGATE_TRACE=1 shows");
        if (session.surroundings().environment().containsKey("TIERGATE_TRACE")) {
            failure.printStackTrace(session.terminal().err());
        }
        return ExitCode.BUG.code();
    }
}
