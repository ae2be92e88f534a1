package io.tiergate.cli.process;

import io.tiergate.cli.terminal.ExitCode;
import io.tiergate.cli.terminal.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The services that this process started. They end with it: on {@link #close}, on Ctrl-C and SIGTERM by a shutdown hook, and when it is
 * killed by their own watch on {@code tiergate.parent}. Thread-safe.
 */
public final class Services implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(8);
    /** Ctrl-C reaches the services, too: one that ends while all do is no news. */
    private static final long NEWS_DELAY_MILLIS = 700;

    private final Path java;
    private final Consumer<Service> died;
    private final Duration grace;
    private final List<Service> running = new CopyOnWriteArrayList<>();
    private final Thread hook = Thread.ofPlatform().name("stop-services").unstarted(this::stopAll);
    private volatile boolean closing;

    /**
     * No services yet.
     *
     * @param java the command that runs them
     * @param died told of a service that ended though nobody asked for it
     */
    public Services(Path java, Consumer<Service> died) {
        this(java, died, GRACE);
    }

    /** The same; each service has that long to end when it is told to. */
    public Services(Path java, Consumer<Service> died, Duration grace) {
        this.java = java;
        this.died = died;
        this.grace = grace;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** The java that runs this process. */
    public static Path ownJava() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    /**
     * Starts a service, without waiting until it serves.
     *
     * @throws Failure if the process cannot be started
     */
    public Service start(ServiceSpec spec) {
        if (closing) {
            throw new Failure(ExitCode.NO, spec.name() + " is not started", "this process is ending");
        }
        try {
            Files.createDirectories(spec.directory());
            Files.deleteIfExists(spec.readyFile());
            Process process = new ProcessBuilder(
                            spec.command(java, ProcessHandle.current().pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(spec.log().toFile()))
                    .start();
            process.getOutputStream().close();
            Service service = new Service(spec, process);
            running.add(service);
            watch(service);
            return service;
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.NO, "cannot start " + spec.name() + ": " + e.getMessage(), "is " + java + " there?");
        }
    }

    private void watch(Service service) {
        var _ = service.onExit().thenRunAsync(() -> ended(service), later());
    }

    private static java.util.concurrent.Executor later() {
        return CompletableFuture.delayedExecutor(NEWS_DELAY_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void ended(Service service) {
        running.remove(service);
        if (!closing && !service.isStopping()) {
            died.accept(service);
        }
    }

    private void stopAll() {
        closing = true;
        running.forEach(Service::terminate);
        running.forEach(service -> service.awaitEnd(grace));
    }

    /** Ends what still runs, and waits for it. */
    @Override
    public void close() {
        stopAll();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The hook is running: this process is ending already.
        }
    }
}
