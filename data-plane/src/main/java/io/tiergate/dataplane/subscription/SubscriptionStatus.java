package io.tiergate.dataplane.subscription;

import io.tiergate.dataplane.model.Snapshot;
import java.time.Instant;

/**
 * How an agent stands to the control plane, for health and {@code fleet}. Immutable.
 *
 * @param connected whether the control plane is there
 * @param since when that began
 * @param reason why it is not connected; empty while it is
 * @param snapshot what runs, with generations, digests and ages
 */
public record SubscriptionStatus(boolean connected, Instant since, String reason, Snapshot snapshot) {}
