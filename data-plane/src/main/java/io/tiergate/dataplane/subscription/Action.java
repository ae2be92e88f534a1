package io.tiergate.dataplane.subscription;

import io.tiergate.dataplane.model.ResourceKind;
import io.tiergate.dataplane.model.Version;
import io.tiergate.policy.document.Problem;
import java.util.List;
import java.util.Map;

/** What a subscription's adapter has to do, in order. */
sealed interface Action {
    /**
     * Open a stream and say Hello.
     *
     * @param active what runs; absent resources: nothing
     * @param rejected what was refused since the last activation, oldest first
     */
    record Connect(long stream, Map<ResourceKind, Version> active, Map<ResourceKind, List<Version>> rejected)
            implements Action {
        public Connect {
            active = Map.copyOf(active);
            rejected = Map.copyOf(rejected);
        }
    }

    /** Report {@link Event.Proved} if the stream still stands in a while. */
    record AwaitProof(long stream) implements Action {}

    /** Compile the content and run it. */
    record Activate(Offer offer) implements Action {}

    /** Give what runs a higher generation: it is the same content. */
    record Renumber(Offer offer) implements Action {}

    /** Tell the control plane that the content runs. */
    record Ack(Offer offer, long micros) implements Action {}

    /** Tell the control plane that the content is refused. */
    record Nack(Offer offer, List<Problem> problems) implements Action {
        public Nack {
            problems = List.copyOf(problems);
        }
    }

    /** The control plane is there: say so. */
    record Found() implements Action {}

    /** The control plane is gone, or for another reason than was said: say so. */
    record Lost(Break cause) implements Action {}

    /**
     * Report {@link Event.RetryDue} after the backoff.
     *
     * @param failures in a row, from 1
     */
    record Retry(long stream, int failures) implements Action {}

    /** End the stream, if there is one, and let go of everything. */
    record End() implements Action {}
}
