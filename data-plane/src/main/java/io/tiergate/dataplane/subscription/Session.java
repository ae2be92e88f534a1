package io.tiergate.dataplane.subscription;

import io.tiergate.dataplane.model.ResourceKind;
import io.tiergate.dataplane.model.Snapshot;
import io.tiergate.dataplane.model.Version;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A subscription as a pure state machine: (state, event) to (state, actions).
 *
 * <pre>
 *             Started     Ready       Proved     Received      Broken   RetryDue    Closed
 * idle        connecting  -           -          -             -        -           closed
 * connecting  -           connecting  connected  connected     waiting  -           closed
 * connected   -           -           -          per resource  waiting  -           closed
 * waiting     -           -           -          -             -        connecting  closed
 * closed      -           -           -          -             -        -           -
 *
 * - nothing happens
 * </pre>
 *
 * <p>Activated and Refused go to their resource in every phase but closed. Ready, Proved, Received, Broken and RetryDue count only for the
 * current stream. A stream that ends before it has proved itself counts as a failure, so that a control plane that accepts and
 * hangs up is not stormed.
 *
 * @param stream number of the last stream, from 1; 0 before the first
 */
record Session(Phase phase, long stream, Map<ResourceKind, ResourceSession> resources) {
    Session {
        resources = Map.copyOf(resources);
    }

    /** The state after an event and what there is to do, in order. */
    record Step(Session next, List<Action> actions) {
        Step {
            actions = List.copyOf(actions);
        }
    }

    /** A subscription that has not begun, of an agent that runs this. */
    static Session of(Snapshot snapshot) {
        Map<ResourceKind, ResourceSession> resources = new EnumMap<>(ResourceKind.class);
        for (ResourceKind kind : ResourceKind.values()) {
            resources.put(kind, ResourceSession.running(snapshot.version(kind)));
        }
        return new Session(new Phase.Idle(), 0, resources);
    }

    /** What follows from an event. */
    Step on(Event event) {
        if (phase instanceof Phase.Closed) {
            return unchanged();
        }
        return switch (event) {
            case Event.Started _ -> phase instanceof Phase.Idle ? connect(0, Phase.Said.NOTHING) : unchanged();
            case Event.Ready(long of) ->
                of == stream && phase instanceof Phase.Connecting
                        ? new Step(this, List.of(new Action.AwaitProof(stream)))
                        : unchanged();
            case Event.Proved(long of) -> of == stream && phase instanceof Phase.Connecting ? connected() : unchanged();
            case Event.Received(Offer offer) -> offer.stream() == open() ? received(offer) : unchanged();
            case Event.Activated(Content content, long micros) -> {
                List<Action> actions = new ArrayList<>();
                ResourceSession next = of(content.kind()).activated(content, micros, open(), actions);
                yield with(content.kind(), next, actions);
            }
            case Event.Refused(Content content, var problems) -> {
                List<Action> actions = new ArrayList<>();
                ResourceSession next = of(content.kind()).refused(content, problems, open(), actions);
                yield with(content.kind(), next, actions);
            }
            case Event.Broken(long of, Break cause) -> of == open() ? broken(cause) : unchanged();
            case Event.RetryDue(long of) ->
                of == stream && phase instanceof Phase.Waiting(int failures, Phase.Said said)
                        ? connect(failures, said)
                        : unchanged();
            case Event.Closed _ -> new Step(in(new Phase.Closed()), List.of(new Action.End()));
        };
    }

    /** Number of the stream that is asked for or stands; 0: none. */
    long open() {
        return switch (phase) {
            case Phase.Connecting _, Phase.Connected _ -> stream;
            case Phase.Idle _, Phase.Waiting _, Phase.Closed _ -> 0;
        };
    }

    private Step connect(int failures, Phase.Said said) {
        Map<ResourceKind, Version> active = new EnumMap<>(ResourceKind.class);
        Map<ResourceKind, List<Version>> rejected = new EnumMap<>(ResourceKind.class);
        resources.forEach((kind, resource) -> {
            if (resource.active() != null) {
                active.put(kind, resource.active());
            }
            rejected.put(kind, resource.rejected());
        });
        Session next = new Session(new Phase.Connecting(failures, said), stream + 1, resources);
        return new Step(next, List.of(new Action.Connect(next.stream, active, rejected)));
    }

    private Step connected() {
        return new Step(in(new Phase.Connected()), List.of(new Action.Found()));
    }

    private Step received(Offer offer) {
        List<Action> actions = new ArrayList<>();
        Session proved = this;
        if (phase instanceof Phase.Connecting) {
            Step step = connected();
            actions.addAll(step.actions());
            proved = step.next();
        }
        ResourceKind kind = offer.content().kind();
        return proved.with(kind, of(kind).received(offer, actions), actions);
    }

    private Step broken(Break cause) {
        int failures = phase instanceof Phase.Connecting connecting ? connecting.failures() + 1 : 1;
        Phase.Said said = phase instanceof Phase.Connecting connecting ? connecting.said() : Phase.Said.NOTHING;
        List<Action> actions = new ArrayList<>();
        if (said == Phase.Said.NOTHING || (cause.denied() && said == Phase.Said.LOST)) {
            actions.add(new Action.Lost(cause));
            said = cause.denied() ? Phase.Said.DENIED : Phase.Said.LOST;
        }
        actions.add(new Action.Retry(stream, failures));
        Map<ResourceKind, ResourceSession> disconnected = new EnumMap<>(ResourceKind.class);
        resources.forEach((kind, resource) -> disconnected.put(kind, resource.disconnected()));
        return new Step(new Session(new Phase.Waiting(failures, said), stream, disconnected), actions);
    }

    private Step with(ResourceKind kind, ResourceSession resource, List<Action> actions) {
        Map<ResourceKind, ResourceSession> next = new EnumMap<>(resources);
        next.put(kind, resource);
        return new Step(new Session(phase, stream, next), actions);
    }

    private Session in(Phase next) {
        return new Session(next, stream, resources);
    }

    private Step unchanged() {
        return new Step(this, List.of());
    }

    private ResourceSession of(ResourceKind kind) {
        return Objects.requireNonNull(resources.get(kind));
    }
}
