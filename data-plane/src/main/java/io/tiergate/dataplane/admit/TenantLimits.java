package io.tiergate.dataplane.admit;

import io.tiergate.dataplane.model.ErrorKind;
import io.tiergate.dataplane.model.Refusal;
import io.tiergate.policy.access.Tenant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Each tenant's requests at once and per minute on this agent, and its money of the day over the cluster. Never blocks. Safe for any
 * number of threads.
 */
public final class TenantLimits {
    private static final long MINUTE_NANOS = 60_000_000_000L;

    private final Map<String, Counts> counts = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;
    private final DailySpend spend;

    /**
     * Limits that count from now.
     *
     * @param nanoTime the clock of rates
     * @param spend what tenants spent today
     */
    public TenantLimits(LongSupplier nanoTime, DailySpend spend) {
        this.nanoTime = nanoTime;
        this.spend = spend;
    }

    /** Whether a tenant has room for one request more. */
    public sealed interface Entry {}

    /** It has none. */
    public record Full(Refusal refusal) implements Entry {}

    /** A place; given back once, by {@link #close}. */
    public static final class Lease implements Entry, AutoCloseable {
        private final Counts counts;
        private final AtomicBoolean open = new AtomicBoolean(true);

        private Lease(Counts counts) {
            this.counts = counts;
        }

        @Override
        public void close() {
            if (open.compareAndSet(true, false)) {
                counts.leave();
            }
        }
    }

    /** Takes a place for one request of the tenant. */
    public Entry enter(Tenant tenant) {
        Tenant.Limits limits = tenant.limits();
        if (limits.microsPerDay() > 0 && spend.todayMicros(tenant.name()) >= limits.microsPerDay()) {
            return full(ErrorKind.BUDGET_SPENT, tenant, "has spent its money of today (UTC)", 0);
        }
        return counts.computeIfAbsent(tenant.name(), name -> new Counts(nanoTime.getAsLong()))
                .enter(tenant, limits, nanoTime.getAsLong());
    }

    /** Requests that have a place now. */
    public int inside() {
        return counts.values().stream().mapToInt(Counts::inside).sum();
    }

    /** A place beside all limits. */
    static Lease uncounted() {
        return new Lease(new Counts(0));
    }

    /** Adds to what a tenant spent today. */
    public void spent(String tenant, long micros) {
        if (micros > 0) {
            spend.add(tenant, micros);
        }
    }

    private static Full full(ErrorKind kind, Tenant tenant, String what, long retryAfterSeconds) {
        return new Full(new Refusal(kind, "tenant '" + tenant.name() + "' " + what, retryAfterSeconds));
    }

    /** One tenant's counts: a token bucket that holds a minute's worth, and the requests that are in. */
    private static final class Counts {
        private int inside;
        private double available = Double.NaN;

        private long refilledNanos;

        private Counts(long now) {
            refilledNanos = now;
        }

        synchronized Entry enter(Tenant tenant, Tenant.Limits limits, long now) {
            if (limits.concurrent() > 0 && inside >= limits.concurrent()) {
                return full(
                        ErrorKind.RATE_LIMITED,
                        tenant,
                        "has its " + limits.concurrent() + " requests at once running",
                        1);
            }
            int perMinute = limits.requestsPerMinute();
            if (perMinute > 0) {
                double refill = (double) (now - refilledNanos) / MINUTE_NANOS * perMinute;
                available = Double.isNaN(available) ? perMinute : StrictMath.min(perMinute, available + refill);
                refilledNanos = now;
                if (available < 1) {
                    long seconds = (long) StrictMath.ceil((1 - available) * 60 / perMinute);
                    return full(
                            ErrorKind.RATE_LIMITED,
                            tenant,
                            "has used its " + perMinute + " requests a minute; try again in " + seconds + " s",
                            seconds);
                }
                available -= 1;
            }
            inside++;
            return new Lease(this);
        }

        synchronized int inside() {
            return inside;
        }

        synchronized void leave() {
            inside--;
        }
    }
}
