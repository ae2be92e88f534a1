package io.tiergate.classifier;

import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.AbstractHealthIndicator;
import io.tiergate.classifier.run.Generation;
import io.tiergate.classifier.run.Shelf;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;

/** Whether requests that pin no model can be served, and what is loaded. */
@Singleton
final class ModelsHealth extends AbstractHealthIndicator<Map<String, Object>> {
    private final Shelf shelf;

    ModelsHealth(Shelf shelf) {
        this.shelf = shelf;
    }

    @Override
    protected String getName() {
        return "models";
    }

    @Override
    protected Map<String, Object> getHealthInformation() {
        Map<String, Object> details = new LinkedHashMap<>();
        boolean serves = false;
        for (Generation generation : shelf.generations()) {
            serves |= shelf.isDefault(generation);
            details.put(generation.set().name(), generation.set().digest());
        }
        if (!shelf.problems().isEmpty()) {
            details.put("problems", shelf.problems());
        }
        healthStatus = serves ? HealthStatus.UP : HealthStatus.DOWN;
        return details;
    }
}
