package io.tiergate.cli.process;

import io.tiergate.cli.terminal.ExitCode;
import io.tiergate.cli.terminal.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One service's process. Thread-safe. */
public final class Service {
    private static final int TAIL_LINES = 15;
    private static final long POLL_MILLIS = 15;

    private final ServiceSpec spec;
    private final Process process;
    private volatile boolean stopping;

    Service(ServiceSpec spec, Process process) {
        this.spec = spec;
        this.process = process;
    }

    /** For people. */
    public String name() {
        return spec.name();
    }

    /** Where its output goes. */
    public Path log() {
        return spec.log();
    }

    /** The process's number. */
    public long pid() {
        return process.pid();
    }

    /** Whether it runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Whether its end was asked for. */
    boolean isStopping() {
        return stopping;
    }

    /** Done when the process is gone. */
    CompletableFuture<Process> onExit() {
        return process.onExit();
    }

    /**
     * Waits until it serves.
     *
     * @return where: the ready file's text
     * @throws Failure if it ends first, or the bound passes; with the end of its log
     */
    public String awaitReady(Duration bound) {
        long deadline = System.nanoTime() + bound.toNanos();
        try {
            while (!Files.exists(spec.readyFile())) {
                if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                    throw failed("did not start (exit code " + process.exitValue() + ")");
                }
                if (System.nanoTime() - deadline > 0) {
                    throw failed("is not ready after " + bound.toSeconds() + " s");
                }
            }
            return Files.readString(spec.readyFile());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(ExitCode.NO, "interrupted while " + name() + " started", "");
        } catch (IOException e) {
            throw new Failure(ExitCode.NO, "cannot read " + spec.readyFile() + ": " + e.getMessage(), "");
        }
    }

    private Failure failed(String what) {
        List<String> tail = tail();
        String said = tail.isEmpty() ? "it wrote nothing" : "its log ends:\n  " + String.join("\n  ", tail) + "\n";
        return new Failure(ExitCode.NO, name() + " " + what + "; " + said, "see " + log());
    }

    /** The end of its log. */
    public List<String> tail() {
        return LogTail.of(log(), TAIL_LINES);
    }

    /** Ends it at once (SIGKILL), and waits until it is gone. */
    public void kill() {
        stopping = true;
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Asks it to end (SIGTERM). */
    public void terminate() {
        stopping = true;
        process.destroy();
    }

    /** Waits until it is gone, or ends it at once when the bound passes. Asked before by {@link #terminate}. */
    public void awaitEnd(Duration bound) {
        try {
            if (!process.waitFor(bound.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
