package io.tiergate.controlplane.stream;

import io.tiergate.controlplane.snapshot.Content;
import io.tiergate.controlplane.snapshot.Rejections;
import io.tiergate.controlplane.snapshot.ResourceKind;
import io.tiergate.controlplane.snapshot.Version;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One agent's stream as a pure state machine: (state, event) to (state, actions). It waits for Hello, then is open, then closed.
 *
 * <pre>
 *           Hello      Offer, Overdue   Ack, Nack     Ended
 * waiting   open       -                closed (!)    closed
 * open      closed (!) per resource     per resource  closed
 * closed    -          -                -             -
 *
 * (!) a breach of the protocol    - nothing happens
 * </pre>
 *
 * <p>An Ack or Nack with a stale nonce changes nothing; one that names another version than was sent under its nonce is a breach.
 *
 * @param stage where the stream is
 * @param resources each resource's own state; empty before Hello
 */
record Session(Stage stage, Map<ResourceKind, ResourceSession> resources) {
    /** A stream that has just begun. */
    static final Session NEW = new Session(Stage.WAITING, Map.of());

    Session {
        resources = Map.copyOf(resources);
    }

    /** Stages of a stream. */
    enum Stage {
        /** For the agent's Hello. */
        WAITING,
        OPEN,
        CLOSED
    }

    /** The state after an event and what there is to do, in order. */
    record Step(Session next, List<Action> actions) {
        Step {
            actions = List.copyOf(actions);
        }
    }

    /** What follows from an event. */
    Step on(Event event) {
        return switch (stage) {
            case WAITING -> onWaiting(event);
            case OPEN -> onOpen(event);
            case CLOSED -> unchanged();
        };
    }

    private Step onWaiting(Event event) {
        return switch (event) {
            case Event.Hello hello -> greet(hello);
            case Event.Ack _, Event.Nack _ -> breach("the first message must be Hello");
            case Event.Ended ended -> end(ended.cause());
            case Event.Offer _, Event.Overdue _ -> unchanged();
        };
    }

    private Step onOpen(Event event) {
        List<Action> actions = new ArrayList<>();
        return switch (event) {
            case Event.Hello _ -> breach("Hello came twice");
            case Event.Ended ended -> end(ended.cause());
            case Event.Offer offer -> with(of(offer.content().resource()).offered(offer.content(), actions), actions);
            case Event.Overdue overdue -> with(of(overdue.resource()).overdue(overdue.nonce(), actions), actions);
            case Event.Ack ack -> {
                ResourceSession resource = of(ack.resource());
                Content sent = resource.awaiting(ack.nonce());
                if (sent == null) {
                    yield unchanged();
                }
                yield sent.version().equals(ack.version())
                        ? with(resource.accepted(sent, ack.nonce(), actions), actions)
                        : breach(mismatch("Ack", ack.version(), sent));
            }
            case Event.Nack nack -> {
                ResourceSession resource = of(nack.resource());
                Content sent = resource.awaiting(nack.nonce());
                if (sent == null) {
                    yield unchanged();
                }
                yield sent.version().equals(nack.version())
                        ? with(resource.refused(sent, nack.nonce(), nack.problems(), actions), actions)
                        : breach(mismatch("Nack", nack.version(), sent));
            }
        };
    }

    private Step greet(Event.Hello hello) {
        List<Action> actions = new ArrayList<>();
        Map<ResourceKind, ResourceSession> greeted = new EnumMap<>(ResourceKind.class);
        for (ResourceKind resource : ResourceKind.values()) {
            greeted.put(
                    resource,
                    ResourceSession.greeted(
                            resource,
                            hello.active().get(resource),
                            hello.current().get(resource),
                            hello.rejected().getOrDefault(resource, Rejections.NONE),
                            actions));
        }
        return new Step(new Session(Stage.OPEN, greeted), actions);
    }

    private Step with(ResourceSession resource, List<Action> actions) {
        Map<ResourceKind, ResourceSession> next = new EnumMap<>(resources);
        next.put(resource.resource(), resource);
        return new Step(new Session(stage, next), actions);
    }

    private Step breach(String message) {
        return end(new CloseCause.Violation(message));
    }

    private static Step end(CloseCause cause) {
        return new Step(new Session(Stage.CLOSED, Map.of()), List.of(new Action.Close(cause)));
    }

    private Step unchanged() {
        return new Step(this, List.of());
    }

    private ResourceSession of(ResourceKind resource) {
        return Objects.requireNonNull(resources.get(resource));
    }

    private static String mismatch(String message, Version named, Content sent) {
        return message + " names " + named + " but its nonce is of " + sent.version();
    }
}
