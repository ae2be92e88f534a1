package io.tiergate.controlplane.store;

import io.micronaut.context.ApplicationContext;
import java.util.Map;

/** A store as the process wires it, without servers. */
final class StoreContext implements AutoCloseable {
    private final ApplicationContext context;

    StoreContext(Map<String, Object> properties) {
        context = ApplicationContext.builder()
                .properties(properties)
                .deduceEnvironment(false)
                .banner(false)
                .start();
    }

    Store store() {
        return context.getBean(Store.class);
    }

    @Override
    public void close() {
        context.close();
    }
}
