package io.tiergate.systemtests;

import io.tiergate.cli.process.ServiceJar;
import io.tiergate.cli.process.Services;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A command that has run to its end.
 *
 * @param code what it ended with
 * @param out standard output
 * @param err standard error
 */
record CommandRun(int code, String out, String err) {
    private static final long BOUND_MINUTES = 10;

    /** Runs one of our jars. */
    static CommandRun of(ServiceJar jar, Path directory, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Services.ownJava().toString());
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(jar.jvmFlags());
        command.add("-Dtiergate.home=" + Homes.project());
        command.add("-jar");
        command.add(jar.file().toString());
        command.addAll(arguments);
        return of(directory, Map.of(), command);
    }

    /**
     * Runs a command.
     *
     * @throws IllegalStateException if it cannot be started or does not end
     */
    static CommandRun of(Path directory, Map<String, String> environment, List<String> command) {
        return of(directory, environment, command, BOUND_MINUTES);
    }

    /** The same of a command that may take that many minutes. */
    static CommandRun of(Path directory, Map<String, String> environment, List<String> command, long boundMinutes) {
        try {
            Path out = Files.createTempFile(Homes.work("commands"), "out", ".txt");
            Path err = Files.createTempFile(Homes.work("commands"), "err", ".txt");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(boundMinutes, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IllegalStateException(command + " did not end; it said: " + Files.readString(err));
            }
            CommandRun run = new CommandRun(process.exitValue(), Files.readString(out), Files.readString(err));
            Files.delete(out);
            Files.delete(err);
            return run;
        } catch (IOException e) {
            throw new IllegalStateException("cannot run " + command.getFirst(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Both outputs, for messages. */
    String said() {
        return out + err;
    }
}
