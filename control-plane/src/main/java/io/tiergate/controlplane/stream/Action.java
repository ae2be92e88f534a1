package io.tiergate.controlplane.stream;

import io.tiergate.controlplane.snapshot.Content;
import io.tiergate.controlplane.snapshot.ResourceKind;
import io.tiergate.controlplane.snapshot.ResourceStatus;

/** What a stream's adapter has to do, in order. */
sealed interface Action {
    /** Send the content under that nonce, and report {@link Event.Overdue} if no answer comes in time. */
    record Send(String nonce, Content content) implements Action {}

    /** The update of that nonce is answered: stop its clock. */
    record Answered(String nonce) implements Action {}

    /** The agent runs the content now. */
    record Activated(Content content) implements Action {}

    /** Show how the resource stands. */
    record Show(ResourceKind resource, ResourceStatus status) implements Action {}

    /** End the stream and let go of everything. */
    record Close(CloseCause cause) implements Action {}
}
