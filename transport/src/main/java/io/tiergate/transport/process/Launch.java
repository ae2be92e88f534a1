package io.tiergate.transport.process;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;

/** Runs a service until its process is told to stop; what goes wrong is told in one line. */
public final class Launch {
    private static final int EXIT_FAILED = 1;
    private static final int EXIT_USAGE = 2;

    private Launch() {}

    /** Starts a service with these properties over its defaults. */
    @FunctionalInterface
    public interface Service {
        /**
         * Starts it.
         *
         * @return closes it, in order
         * @throws IOException if an address cannot be bound or a file not written
         */
        AutoCloseable start(Map<String, Object> properties) throws IOException;
    }

    /** Starts the service, or ends the process: 0 after {@code --help}, 2 for a bad command line, 1 for anything else. */
    public static void run(Class<?> main, Flags flags, String[] arguments, Service service) {
        Logger log = System.getLogger(main.getName());
        if (List.of(arguments).contains("--help")) {
            System.out.print(flags.help());
            return;
        }
        Parent.follow();
        try {
            AutoCloseable running = service.start(flags.parse(arguments));
            // Frameworks would register hooks of their own, which know no order.
            Runtime.getRuntime()
                    .addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(() -> close(running, log)));
        } catch (Flags.InvalidFlagException e) {
            log.log(Level.ERROR, e.getMessage());
            System.exit(EXIT_USAGE);
        } catch (RuntimeException | IOException e) {
            log.log(Level.ERROR, "cannot start: " + PlainCause.of(e));
            log.log(Level.DEBUG, "cannot start", e);
            System.exit(EXIT_FAILED);
        }
    }

    private static void close(AutoCloseable running, Logger log) {
        try {
            running.close();
        } catch (Exception e) {
            log.log(Level.ERROR, "did not stop cleanly", e);
        }
    }
}
