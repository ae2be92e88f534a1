package io.tiergate.bench.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A process that was started for a measurement; {@link #close} ends it. */
public final class Running implements AutoCloseable {
    /** The kernel tells processor time in ticks of this length, whatever its own are. */
    private static final double TICK_SECONDS = 0.01;

    private static final int USER_TIME = 11;
    private static final long END_SECONDS = 15;
    private static final long POLL_NANOS = 5_000_000;

    private final Process process;
    private final int port;

    private Running(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts a main class of the bench's {@code peer} package.
     *
     * @param pinned on the processor under test
     * @param options of its JVM
     */
    public static Running peer(Class<?> main, boolean pinned, List<String> options, String... arguments) {
        List<String> command = new ArrayList<>(List.of(java(), "--enable-native-access=ALL-UNNAMED"));
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(pinned ? Machine.pinned(command) : command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            BufferedReader said = process.inputReader();
            String port = said.readLine();
            if (port == null) {
                throw new IllegalStateException(main.getSimpleName() + " did not start");
            }
            return new Running(process, Integer.parseInt(port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a command on the processor under test; its output goes to {@code log}. */
    static Running pinned(List<String> command, Path log, int port) {
        try {
            return new Running(
                    new ProcessBuilder(Machine.pinned(command))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                            .start(),
                    port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns when something listens on its port. */
    void awaitListening() {
        while (true) {
            try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException e) {
                if (!process.isAlive()) {
                    throw new UncheckedIOException("it ended before it listened", e);
                }
                LockSupport.parkNanos(POLL_NANOS);
            }
        }
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Where it listens, where that was said. */
    public int port() {
        return port;
    }

    /** The process's number. */
    public long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Processor time that it has used so far, in user and system mode, all threads. */
    public double cpuSeconds() {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            // The second field is the command's name in brackets, which may hold blanks.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return (Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[USER_TIME + 1])) * TICK_SECONDS;
        } catch (IOException e) {
            throw new UncheckedIOException("the process under test has ended", e);
        }
    }

    /** Ends it at once. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
