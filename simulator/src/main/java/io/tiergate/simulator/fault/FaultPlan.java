package io.tiergate.simulator.fault;

import org.jspecify.annotations.Nullable;

/**
 * What goes wrong with one call, all rules taken together.
 *
 * @param delayMillis how much later its answer begins
 * @param fault what else; null for nothing
 */
public record FaultPlan(long delayMillis, @Nullable Fault fault) {
    /** Nothing. */
    public static final FaultPlan NONE = new FaultPlan(0, null);

    /** Adds a fault: delays add up; of the others the first one counts. */
    public FaultPlan plus(Fault added) {
        boolean onlyLate = fault != null || added.kind() == FaultKind.LATENCY;
        return new FaultPlan(delayMillis + added.latencyMillis(), onlyLate ? fault : added);
    }

    /** Adds another plan in the same way. */
    public FaultPlan plus(FaultPlan added) {
        return new FaultPlan(delayMillis + added.delayMillis, fault == null ? added.fault : fault);
    }

    /** Whether the fault is of this kind. */
    public boolean is(FaultKind kind) {
        return fault != null && fault.kind() == kind;
    }
}
