package io.tiergate.simulator.bill;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Every call since the start or the last reset. Totals are exact; of the calls themselves the latest are kept, up to a bound.
 * Thread-safe.
 */
public final class Bill {
    private final int maxCalls;
    private final ArrayDeque<BilledCall> calls = new ArrayDeque<>();
    private final Map<String, ModelTotal> byModel = new TreeMap<>();
    private long totalMicros;
    private long billedCalls;
    private long unbilledCalls;
    private long forgottenCalls;

    /**
     * An empty bill.
     *
     * @param maxCalls how many single calls are kept
     */
    public Bill(int maxCalls) {
        this.maxCalls = maxCalls;
    }

    /** Adds a call. */
    public synchronized void add(BilledCall call) {
        if (call.billed()) {
            billedCalls++;
            totalMicros += call.micros();
            String model = String.valueOf(call.model());
            byModel.merge(model, new ModelTotal(1, call.micros(), call.usage()), ModelTotal::plus);
        } else {
            unbilledCalls++;
        }
        if (calls.size() >= maxCalls) {
            calls.pollFirst();
            forgottenCalls++;
        }
        if (maxCalls > 0) {
            calls.addLast(call);
        }
    }

    /** The calls that are still kept, oldest first. */
    public synchronized List<BilledCall> calls() {
        return new ArrayList<>(calls);
    }

    /** Totals of this moment. */
    public synchronized Totals totals() {
        return new Totals(totalMicros, billedCalls, unbilledCalls, forgottenCalls, byModel);
    }

    /** Forgets everything. */
    public synchronized void reset() {
        calls.clear();
        byModel.clear();
        totalMicros = 0;
        billedCalls = 0;
        unbilledCalls = 0;
        forgottenCalls = 0;
    }

    /**
     * Sums over all calls.
     *
     * @param micros micro-dollars
     * @param billedCalls calls that were charged
     * @param unbilledCalls calls that were not
     * @param forgottenCalls calls counted here but no longer listed
     * @param byModel charged calls by model id, sorted
     */
    public record Totals(
            long micros, long billedCalls, long unbilledCalls, long forgottenCalls, Map<String, ModelTotal> byModel) {
        public Totals {
            byModel = new TreeMap<>(byModel);
        }
    }

    /** Charged calls of one model: how many, micro-dollars, tokens. */
    public record ModelTotal(long calls, long micros, Usage usage) {
        ModelTotal plus(ModelTotal other) {
            return new ModelTotal(calls + other.calls, micros + other.micros, usage.plus(other.usage));
        }
    }
}
