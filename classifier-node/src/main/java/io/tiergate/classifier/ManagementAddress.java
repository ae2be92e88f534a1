package io.tiergate.classifier;

import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.server.HttpServerConfiguration;
import io.tiergate.transport.BindAddress;
import jakarta.inject.Singleton;

/** Gives the management server its address, by the same rule as every other: wider than loopback only if told so. */
@Singleton
final class ManagementAddress implements BeanCreatedEventListener<HttpServerConfiguration> {
    private static final int ANY_PORT = -1;

    private final NodeSettings.Management settings;
    private final NodeSettings process;

    ManagementAddress(NodeSettings.Management settings, NodeSettings process) {
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
