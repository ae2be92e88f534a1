package io.tiergate.dataplane.admit;

import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.replicatedmap.ReplicatedMap;
import io.tiergate.dataplane.cluster.ClusterPart;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What each tenant spent today over all agents. Each agent publishes its own totals once a second, and when it leaves, under its own name and sums what it
 * sees, so that a request reads two numbers in memory; the sum lags by about a second. An agent remembers its totals, so that a cluster which
 * was cut apart has them again once it has merged. Safe for any number of threads.
 */
public final class ClusterSpend implements DailySpend, ClusterPart {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterSpend.class);
    private static final String MAP = "spend";
    private static final long KEEP_HOURS = 48;
    private static final long LAST_SECONDS = 2;

    private final String agent;
    private final Clock clock;
    /** This agent's spend since it last published, by {@code DAY/TENANT}. */
    private final Map<String, LongAdder> fresh = new ConcurrentHashMap<>();

    /** What this agent has published, in earlier runs, too; by {@code DAY/TENANT}. */
    private final Map<String, Long> own = new HashMap<>();

    private volatile Map<String, Long> totals = Map.of();
    private volatile @Nullable ReplicatedMap<String, Long> published;
    private volatile @Nullable ScheduledExecutorService timer;

    /** The spend of the agent of that name. */
    public ClusterSpend(String agent, Clock clock) {
        this.agent = agent;
        this.clock = clock;
    }

    @Override
    public long todayMicros(String tenant) {
        String key = key(tenant);
        LongAdder own = fresh.get(key);
        return totals.getOrDefault(key, 0L) + (own == null ? 0 : own.sum());
    }

    @Override
    public void add(String tenant, long micros) {
        fresh.computeIfAbsent(key(tenant), day -> new LongAdder()).add(micros);
    }

    @Override
    public void configure(Config config) {
        // An agent that comes back goes on from what it had published before, so it waits for that.
        config.getReplicatedMapConfig(MAP).setAsyncFillup(false);
    }

    @Override
    public void joined(HazelcastInstance member) {
        published = member.getReplicatedMap(MAP);
        ScheduledExecutorService begun = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("tiergate-spend").daemon().factory());
        var _ = begun.scheduleWithFixedDelay(this::publish, 1, 1, TimeUnit.SECONDS);
        timer = begun;
    }

    @Override
    public void left() {
        ScheduledExecutorService ending = timer;
        if (ending != null) {
            timer = null;
            publishOnceMore(ending);
        }
        published = null;
    }

    /** What was spent since the timer's last turn, too; a cluster that does not take it now holds up nobody for long. */
    private void publishOnceMore(ScheduledExecutorService ending) {
        ending.execute(this::publish);
        ending.shutdown();
        try {
            if (!ending.awaitTermination(LAST_SECONDS, TimeUnit.SECONDS)) {
                ending.shutdownNow();
            }
        } catch (InterruptedException e) {
            ending.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    /** Publishes what is fresh, and adds up what all agents published. What the cluster does not take stays fresh. */
    synchronized void publish() {
        ReplicatedMap<String, Long> map = published;
        if (map != null) {
            try {
                publish(map);
            } catch (RuntimeException e) { // the member is going down, or merges
                LOG.debug("what was spent could not be published", e);
            }
        }
    }

    private void publish(ReplicatedMap<String, Long> map) {
        Map<String, Long> moved = new HashMap<>();
        fresh.forEach((key, adder) -> {
            long micros = adder.sum();
            String place = key + "/" + agent;
            long total = own.computeIfAbsent(key, unknown -> map.getOrDefault(place, 0L)) + micros;
            if (map.getOrDefault(place, 0L) < total) {
                var _ = map.put(place, total, KEEP_HOURS, TimeUnit.HOURS);
            }
            moved.put(key, micros);
        });
        Map<String, Long> sums = new HashMap<>();
        map.forEach((place, micros) -> {
            String dayAndTenant = place.substring(0, place.lastIndexOf('/'));
            sums.merge(dayAndTenant, micros, Long::sum);
        });
        totals = sums;
        moved.forEach((key, micros) -> {
            own.merge(key, micros, Long::sum);
            Objects.requireNonNull(fresh.get(key)).add(-micros);
        });
        String today = LocalDate.now(clock.withZone(ZoneOffset.UTC)).toString();
        fresh.keySet().removeIf(key -> !key.startsWith(today));
        own.keySet().removeIf(key -> !key.startsWith(today));
    }

    private String key(String tenant) {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC) + "/" + tenant;
    }
}
