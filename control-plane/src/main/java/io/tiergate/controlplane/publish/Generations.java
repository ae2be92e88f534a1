package io.tiergate.controlplane.publish;

import com.google.protobuf.ByteString;
import io.tiergate.controlplane.snapshot.ResourceKind;
import io.tiergate.controlplane.snapshot.Version;
import io.tiergate.controlplane.store.Activation;
import io.tiergate.controlplane.store.Store;
import io.tiergate.policy.document.Digest;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Takes generations by compare-and-set: who loses looks again at what is current and decides anew. Thread-safe. */
final class Generations {
    private final Store store;
    private final Follower follower;
    private final InstantSource clock;

    Generations(Store store, Follower follower, InstantSource clock) {
        this.store = store;
        this.follower = follower;
        this.clock = clock;
    }

    /** What should follow what is current. Called again when another change came first. */
    interface Decision {
        Proposal after(@Nullable Activation current);
    }

    /** The answer of a {@link Decision}. */
    sealed interface Proposal {
        /** This should be current: the manifest, or the canonical access document. */
        record Next(ByteString content) implements Proposal {}

        /** What is current already says so. */
        record Already(Activation current) implements Proposal {}

        /** It cannot be done. */
        record Not(Refusal refusal) implements Proposal {}
    }

    Change advance(String fleet, ResourceKind resource, Note note, Decision decision) {
        while (true) {
            Activation current = store.current(fleet, resource);
            switch (decision.after(current)) {
                case Proposal.Not not -> {
                    return new Change.Refused(not.refusal());
                }
                case Proposal.Already already -> {
                    return new Change.Activated(already.current());
                }
                case Proposal.Next next -> {
                    Activation activation = new Activation(
                            fleet,
                            resource,
                            new Version(
                                    current == null ? 1 : current.version().generation() + 1,
                                    Digest.of(next.content().toByteArray())),
                            next.content(),
                            note.author(),
                            note.message(),
                            clock.instant().truncatedTo(ChronoUnit.MICROS));
                    if (store.activate(activation)) {
                        follower.putUp(activation);
                        return new Change.Activated(activation);
                    }
                }
            }
        }
    }
}
