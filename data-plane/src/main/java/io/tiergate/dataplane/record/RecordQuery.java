package io.tiergate.dataplane.record;

/**
 * Which records are asked for.
 *
 * @param fromMillis since 1970; requests that arrived before are left out; 0: from the first
 * @param toMillis requests that arrived then or later are left out; 0: no end
 * @param tenant empty: all
 * @param policy empty: all
 * @param task empty: all
 */
public record RecordQuery(long fromMillis, long toMillis, String tenant, String policy, String task) {
    /** Every record. */
    public static final RecordQuery ALL = new RecordQuery(0, 0, "", "", "");

    /** The same, of one tenant. */
    public RecordQuery of(String onlyTenant) {
        return new RecordQuery(fromMillis, toMillis, onlyTenant, policy, task);
    }

    boolean matches(StoredRecord found) {
        return found.timeMillis() >= fromMillis
                && (toMillis == 0 || found.timeMillis() < toMillis)
                && (tenant.isEmpty() || tenant.equals(found.tenant()))
                && (policy.isEmpty() || policy.equals(found.policy()))
                && (task.isEmpty() || task.equals(found.task()));
    }
}
