package io.tiergate.dataplane.subscription;

import io.tiergate.policy.document.Problem;
import java.util.List;

/** What happens to a subscription. Streams are numbered, so that an event of one that is gone is known for what it is. */
sealed interface Event {
    /** The agent is ready to be told what to run. */
    record Started() implements Event {}

    /** The stream's connection stands, and the Hello is on its way. */
    record Ready(long stream) implements Event {}

    /** The stream has stood long enough to count as a connection. */
    record Proved(long stream) implements Event {}

    /** An update came. */
    record Received(Offer offer) implements Event {}

    /** The content runs now. */
    record Activated(Content content, long micros) implements Event {}

    /** The content cannot run; what ran before still does. */
    record Refused(Content content, List<Problem> problems) implements Event {
        public Refused {
            problems = List.copyOf(problems);
        }
    }

    /** The stream ended. */
    record Broken(long stream, Break cause) implements Event {}

    /** The wait after that stream is over. */
    record RetryDue(long stream) implements Event {}

    /** The agent stops. */
    record Closed() implements Event {}
}
