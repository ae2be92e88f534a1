package io.tiergate.controlplane.stream;

import io.tiergate.controlplane.snapshot.Content;
import io.tiergate.controlplane.snapshot.Rejections;
import io.tiergate.controlplane.snapshot.ResourceKind;
import io.tiergate.controlplane.snapshot.Version;
import io.tiergate.policy.document.Problem;
import java.util.List;
import java.util.Map;

/** What happens to a stream. */
sealed interface Event {
    /**
     * The agent's first message.
     *
     * @param active what it runs; absent resources: nothing
     * @param rejected what it is known to have refused
     * @param current what its fleet should run
     */
    record Hello(
            Map<ResourceKind, Version> active,
            Map<ResourceKind, Rejections> rejected,
            Map<ResourceKind, Content> current)
            implements Event {
        public Hello {
            active = Map.copyOf(active);
            rejected = Map.copyOf(rejected);
            current = Map.copyOf(current);
        }
    }

    /** The fleet should run this now. */
    record Offer(Content content) implements Event {}

    /** The agent runs what it was sent. */
    record Ack(ResourceKind resource, String nonce, Version version) implements Event {}

    /** The agent refused what it was sent. */
    record Nack(ResourceKind resource, String nonce, Version version, List<Problem> problems) implements Event {
        public Nack {
            problems = List.copyOf(problems);
        }
    }

    /** The time to answer an update is over. */
    record Overdue(ResourceKind resource, String nonce) implements Event {}

    /** The stream ended. */
    record Ended(CloseCause cause) implements Event {}
}
