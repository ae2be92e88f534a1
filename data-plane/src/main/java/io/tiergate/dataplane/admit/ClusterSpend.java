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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What each tenant spent today over all agents. Each agent publishes its own totals once a second under its own name and sums what it
 * sees, so that a request reads two numbers in memory; the sum lags by about a second. Safe for any number of threads.
 */
public final class ClusterSpend implements DailySpend, ClusterPart {
    private static final String MAP = "spend";
    private static final long KEEP_HOURS = 48;

    private final String agent;
    private final Clock clock;
    /** This agent's spend since it last published, by {@code DAY/TENANT}. */
    private final Map<String, LongAdder> fresh = new ConcurrentHashMap<>();

    private volatile Map<String, Long> totals = Map.of();
    private @Nullable ReplicatedMap<String, Long> published;
    private @Nullable ScheduledExecutorService timer;

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
        config.getReplicatedMapConfig(MAP).setAsyncFillup(true);
    }

    @Override
    public synchronized void joined(HazelcastInstance member) {
        published = member.getReplicatedMap(MAP);
        timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("tiergate-spend").daemon().factory());
        var _ = timer.scheduleWithFixedDelay(this::publish, 1, 1, TimeUnit.SECONDS);
    }

    @Override
    public synchronized void left() {
        if (timer != null) {
            timer.shutdownNow();
            timer = null;
        }
        published = null;
    }

    /** Moves what is fresh into the map, and adds up what all agents published. */
    private synchronized void publish() {
        ReplicatedMap<String, Long> map = published;
        if (map == null) {
            return;
        }
        for (Map.Entry<String, LongAdder> entry : fresh.entrySet()) {
            long micros = entry.getValue().sumThenReset();
            if (micros > 0) {
                String own = entry.getKey() + "/" + agent;
                map.put(own, map.getOrDefault(own, 0L) + micros, KEEP_HOURS, TimeUnit.HOURS);
            }
        }
        Map<String, Long> sums = new HashMap<>();
        for (Map.Entry<String, Long> entry : map.entrySet()) {
            String dayAndTenant = entry.getKey().substring(0, entry.getKey().lastIndexOf('/'));
            sums.merge(dayAndTenant, entry.getValue(), Long::sum);
        }
        totals = sums;
        String today = LocalDate.now(clock.withZone(ZoneOffset.UTC)).toString();
        fresh.keySet().removeIf(key -> !key.startsWith(today));
    }

    private String key(String tenant) {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC) + "/" + tenant;
    }
}
