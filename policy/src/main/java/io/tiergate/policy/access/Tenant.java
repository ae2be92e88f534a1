package io.tiergate.policy.access;

import java.util.Set;

/**
 * A team or customer whose requests, cache and money are kept apart.
 *
 * @param name unique
 * @param subscription what conditions see as {@code caller.subscription}; empty: none
 * @param defaultPolicy policy of requests for {@code auto}; empty: they are refused
 * @param policies policies that it may name; empty: all
 * @param pins catalog models ({@code provider/model}) or providers ({@code provider/*}) that it may pin; empty: none
 * @param limits what one agent lets it do
 */
public record Tenant(
        String name, String subscription, String defaultPolicy, Set<String> policies, Set<String> pins, Limits limits) {
    public Tenant {
        policies = Set.copyOf(policies);
        pins = Set.copyOf(pins);
    }

    /** Whether it may name that policy. */
    public boolean mayUse(String policy) {
        return policies.isEmpty() || policies.contains(policy);
    }

    /** Whether it may pin that catalog model. */
    public boolean mayPin(String modelId) {
        int slash = modelId.indexOf('/');
        return pins.contains(modelId) || (slash > 0 && pins.contains(modelId.substring(0, slash) + "/*"));
    }

    /**
     * Bounds of one tenant; 0 means none.
     *
     * @param concurrent requests at once on one agent
     * @param requestsPerMinute on one agent
     * @param microsPerDay micro-dollars a UTC day over the whole cluster
     */
    public record Limits(int concurrent, int requestsPerMinute, long microsPerDay) {
        /** No bounds. */
        public static final Limits NONE = new Limits(0, 0, 0);
    }
}
