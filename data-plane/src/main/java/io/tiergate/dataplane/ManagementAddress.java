package io.tiergate.dataplane;

import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.server.HttpServerConfiguration;
import io.tiergate.transport.BindAddress;
import jakarta.inject.Singleton;

/** Gives the management server its address, by the same rule as every other: wider than loopback only if told so. */
@Singleton
final class ManagementAddress implements BeanCreatedEventListener<HttpServerConfiguration> {
    private static final int ANY_PORT = -1;

    private final AgentSettings.Management management;
    private final AgentSettings agent;

    ManagementAddress(AgentSettings.Management management, AgentSettings agent) {
        this.management = management;
        this.agent = agent;
    }

    @Override
    public HttpServerConfiguration onCreated(BeanCreatedEvent<HttpServerConfiguration> event) {
        BindAddress address = BindAddress.parse(management.bind());
        var _ = address.resolve("management", BindAddress.Protection.NOTHING, agent.insecure());
        HttpServerConfiguration configuration = event.getBean();
        configuration.setHost(address.host());
        configuration.setPort(address.port() == 0 ? ANY_PORT : address.port());
        return configuration;
    }
}
