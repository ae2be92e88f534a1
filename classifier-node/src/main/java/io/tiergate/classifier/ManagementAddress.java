package io.tiergate.classifier;

import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.server.HttpServerConfiguration;
import io.tiergate.transport.management.ManagedService;
import jakarta.inject.Singleton;

/** Gives the management server the address that the settings name. */
@Singleton
final class ManagementAddress implements BeanCreatedEventListener<HttpServerConfiguration> {
    private final NodeSettings.Management settings;
    private final NodeSettings process;

    ManagementAddress(NodeSettings.Management settings, NodeSettings process) {
        this.settings = settings;
        this.process = process;
    }

    @Override
    public HttpServerConfiguration onCreated(BeanCreatedEvent<HttpServerConfiguration> event) {
        return ManagedService.bind(event.getBean(), settings.bind(), process.insecure());
    }
}
