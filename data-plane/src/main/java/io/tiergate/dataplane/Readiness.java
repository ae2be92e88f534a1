package io.tiergate.dataplane;

import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.tiergate.dataplane.cluster.Cluster;
import io.tiergate.dataplane.model.Snapshot;
import io.tiergate.dataplane.subscription.Snapshots;
import io.tiergate.dataplane.subscription.Subscription;
import io.tiergate.dataplane.subscription.SubscriptionStatus;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/** Whether the agent can serve: up when it knows callers and has policies, whether or not the control plane is there. */
@Singleton
final class Readiness implements HealthIndicator {
    private final Snapshots snapshots;
    private final Optional<Cluster> cluster;
    private volatile @Nullable Subscription subscription;

    Readiness(Snapshots snapshots, Optional<Cluster> cluster) {
        this.snapshots = snapshots;
        this.cluster = cluster;
    }

    void watch(Subscription watched) {
        subscription = watched;
    }

    @Override
    public Publisher<HealthResult> getResult() {
        Snapshot snapshot = snapshots.current();
        boolean ready = snapshot.routing() != null && snapshot.access() != null;
        Map<String, Object> details = new LinkedHashMap<>();
        details.put(
                "routing",
                snapshot.routing() == null
                        ? "none"
                        : snapshot.routing().version().toString());
        details.put(
                "access",
                snapshot.access() == null ? "none" : snapshot.access().version().toString());
        details.put("cluster_members", cluster.map(Cluster::size).orElse(0));
        Subscription watched = subscription;
        if (watched != null) {
            SubscriptionStatus status = watched.status();
            details.put("control_plane", status.connected() ? "connected" : "away: " + status.reason());
        }
        return Publishers.just(HealthResult.builder("agent", ready ? HealthStatus.UP : HealthStatus.DOWN)
                .details(details)
                .build());
    }
}
