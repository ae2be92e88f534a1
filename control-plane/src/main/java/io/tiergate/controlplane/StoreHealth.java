package io.tiergate.controlplane;

import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.AbstractHealthIndicator;
import io.tiergate.controlplane.store.Store;
import io.tiergate.controlplane.store.StoreUnavailableException;
import jakarta.inject.Singleton;
import java.util.Map;

/** Whether the database answers. Agents are served without it, but nothing can be published. */
@Singleton
final class StoreHealth extends AbstractHealthIndicator<Map<String, String>> {
    private final Store store;

    StoreHealth(Store store) {
        this.store = store;
    }

    @Override
    protected String getName() {
        return "store";
    }

    @Override
    protected Map<String, String> getHealthInformation() {
        try {
            store.ping();
            healthStatus = HealthStatus.UP;
            return Map.of();
        } catch (StoreUnavailableException e) {
            healthStatus = HealthStatus.DOWN;
            return Map.of("problem", String.valueOf(e.getMessage()));
        }
    }
}
