package io.tiergate.controlplane;

import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.server.HttpServerConfiguration;
import io.tiergate.transport.BindAddress;
import jakarta.inject.Singleton;

/** Gives the management server its address, by the same rule as every other: wider than loopback only if told so. */
@Singleton
final class ManagementAddress implements BeanCreatedEventListener<HttpServerConfiguration> {
    private static final int ANY_PORT = -1;

    private final ManagementSettings settings;
    private final ProcessSettings process;

    ManagementAddress(ManagementSettings settings, ProcessSettings process) {
        this.settings = settings;
        this.process = process;
    }

    @Override
    public HttpServerConfiguration onCreated(BeanCreatedEvent<HttpServerConfiguration> event) {
        BindAddress address = BindAddress.parse(settings.bind());
        var _ = address.resolve("management", BindAddress.Protection.NOTHING, process.insecure());
        HttpServerConfiguration configuration = event.getBean();
        configuration.setHost(address.host());
        configuration.setPort(address.port() == 0 ? ANY_PORT : address.port());
        return configuration;
    }
}
