package io.tiergate.controlplane;

import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.server.HttpServerConfiguration;
import io.tiergate.transport.management.ManagedService;
import jakarta.inject.Singleton;

/** Gives the management server the address that the settings name. */
@Singleton
final class ManagementAddress implements BeanCreatedEventListener<HttpServerConfiguration> {
    private final ManagementSettings settings;
    private final ProcessSettings process;

    ManagementAddress(ManagementSettings settings, ProcessSettings process) {
        this.settings = settings;
        this.process = process;
    }

    @Override
    public HttpServerConfiguration onCreated(BeanCreatedEvent<HttpServerConfiguration> event) {
        return ManagedService.bind(event.getBean(), settings.bind(), process.insecure());
    }
}
