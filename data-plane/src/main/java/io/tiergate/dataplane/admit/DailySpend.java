package io.tiergate.dataplane.admit;

/** What each tenant spent today (UTC), over the whole cluster. Never blocks; may lag behind by what is under way. */
public interface DailySpend {
    /** Micro-dollars of today so far. */
    long todayMicros(String tenant);

    /** Adds to them. */
    void add(String tenant, long micros);
}
