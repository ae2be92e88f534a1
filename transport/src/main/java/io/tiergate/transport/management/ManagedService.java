package io.tiergate.transport.management;

import io.micronaut.context.ApplicationContext;
import io.micronaut.http.server.HttpServerConfiguration;
import io.micronaut.http.server.exceptions.ServerStartupException;
import io.micronaut.runtime.server.EmbeddedServer;
import io.tiergate.transport.BindAddress;
import io.tiergate.transport.CannotListenException;
import java.io.IOException;
import java.util.Map;

/** What every service does with its application context: starts it, closes it where the service cannot start, opens the management port. */
public final class ManagedService {
    private static final String PURPOSE = "management";
    private static final int ANY_PORT = -1;

    private ManagedService() {}

    /** A service that serves from a context, and owns it from then on. */
    @FunctionalInterface
    public interface Serving<T> {
        /**
         * Serves.
         *
         * @throws IOException if an address cannot be bound or a file not written
         */
        T serve(ApplicationContext context) throws IOException;
    }

    /**
     * Starts a service with these properties over its defaults.
     *
     * @throws IOException if an address cannot be bound or a file not written
     */
    public static <T> T start(Map<String, Object> properties, Serving<T> serving) throws IOException {
        ApplicationContext context = ApplicationContext.builder()
                .properties(properties)
                .deduceEnvironment(false)
                .banner(false)
                .start();
        try {
            return serving.serve(context);
        } catch (RuntimeException | IOException e) {
            context.close();
            throw e;
        }
    }

    /**
     * Gives the management server its address, by the same rule as every other: wider than loopback only if told so.
     *
     * @param bind {@code HOST:PORT}; port 0: any free one
     * @param insecure accept addresses wider than loopback
     */
    public static HttpServerConfiguration bind(HttpServerConfiguration configuration, String bind, boolean insecure) {
        BindAddress address = BindAddress.parse(bind);
        var _ = address.resolve(PURPOSE, BindAddress.Protection.NOTHING, insecure);
        configuration.setHost(address.host());
        configuration.setPort(address.port() == 0 ? ANY_PORT : address.port());
        return configuration;
    }

    /**
     * Starts the management server.
     *
     * @param bind the address that it was given
     * @return its port
     * @throws IOException if it cannot listen there
     */
    public static int listen(ApplicationContext context, String bind) throws IOException {
        try {
            return context.getBean(EmbeddedServer.class).start().getPort();
        } catch (ServerStartupException e) {
            throw new CannotListenException(PURPOSE, BindAddress.parse(bind), e);
        }
    }
}
