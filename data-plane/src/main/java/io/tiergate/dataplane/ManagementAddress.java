package io.tiergate.dataplane;

import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.server.HttpServerConfiguration;
import io.tiergate.transport.management.ManagedService;
import jakarta.inject.Singleton;

/** Gives the management server the address that the settings name. */
@Singleton
final class ManagementAddress implements BeanCreatedEventListener<HttpServerConfiguration> {
    private final AgentSettings.Management management;
    private final AgentSettings agent;

    ManagementAddress(AgentSettings.Management management, AgentSettings agent) {
        this.management = management;
        this.agent = agent;
    }

    @Override
    public HttpServerConfiguration onCreated(BeanCreatedEvent<HttpServerConfiguration> event) {
        return ManagedService.bind(event.getBean(), management.bind(), agent.insecure());
    }
}
