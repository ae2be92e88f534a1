package io.tiergate.dataplane.subscription;

import io.tiergate.dataplane.model.Version;
import io.tiergate.policy.document.Problem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One resource of a subscription. Immutable; every step gives the next state and adds what there is to do.
 *
 * <p>An activation outlives the stream that it came on. The control plane sends the same update again on the next stream; it waits until
 * the activation is done, and is then answered without a second one.
 *
 * @param active what runs; null: nothing
 * @param rejected what was refused since the last activation, oldest first
 * @param activating what is being activated; null: nothing
 * @param waiting what came meanwhile; null: nothing
 */
record ResourceSession(
        @Nullable Version active,
        List<Version> rejected,
        @Nullable Offer activating,
        @Nullable Offer waiting) {
    private static final int MAX_REJECTED = 32;

    ResourceSession {
        rejected = List.copyOf(rejected);
    }

    static ResourceSession running(@Nullable Version active) {
        return new ResourceSession(active, List.of(), null, null);
    }

    /** An update: it begins, or replaces what waits. */
    ResourceSession received(Offer offer, List<Action> actions) {
        return activating == null ? begin(offer, actions) : new ResourceSession(active, rejected, activating, offer);
    }

    /**
     * The content runs.
     *
     * @param open number of the stream that stands; 0: none
     */
    ResourceSession activated(Content content, long micros, long open, List<Action> actions) {
        Offer done = activating;
        if (done == null || !done.content().version().equals(content.version())) {
            return this;
        }
        if (done.stream() == open) {
            actions.add(new Action.Ack(done, micros));
        }
        return new ResourceSession(content.version(), List.of(), null, waiting).next(actions);
    }

    /** The content cannot run. */
    ResourceSession refused(Content content, List<Problem> problems, long open, List<Action> actions) {
        Offer done = activating;
        if (done == null || !done.content().version().equals(content.version())) {
            return this;
        }
        if (done.stream() == open) {
            actions.add(new Action.Nack(done, problems));
        }
        return new ResourceSession(active, rejectedWith(content.version()), null, waiting).next(actions);
    }

    /** The stream is gone, and with it whoever asked for what waits. */
    ResourceSession disconnected() {
        return new ResourceSession(active, rejected, activating, null);
    }

    private ResourceSession next(List<Action> actions) {
        return waiting == null ? this : new ResourceSession(active, rejected, null, null).begin(waiting, actions);
    }

    private ResourceSession begin(Offer offer, List<Action> actions) {
        Version offered = offer.content().version();
        if (active == null || offered.generation() > active.generation()) {
            boolean same = active != null && active.digest().equals(offered.digest());
            actions.add(same ? new Action.Renumber(offer) : new Action.Activate(offer));
            return new ResourceSession(active, rejected, offer, null);
        }
        if (offered.equals(active)) {
            actions.add(new Action.Ack(offer, 0));
            return this;
        }
        if (offered.generation() == active.generation()) {
            actions.add(new Action.Activate(offer));
            return new ResourceSession(active, rejected, offer, null);
        }
        // The content may be good: it is not remembered as rejected, and may come again under a higher generation.
        actions.add(new Action.Nack(offer, List.of(tooOld(offer.content(), active))));
        return this;
    }

    private List<Version> rejectedWith(Version version) {
        List<Version> more = new ArrayList<>(rejected);
        more.removeIf(known -> known.digest().equals(version.digest()));
        more.add(version);
        return more.subList(Math.max(0, more.size() - MAX_REJECTED), more.size());
    }

    private static Problem tooOld(Content offered, Version active) {
        return new Problem(
                "",
                "",
                0,
                0,
                "this agent runs " + active + " of " + offered.kind().label() + " and takes no lower one; it was sent "
                        + offered.version(),
                "activate again until the generation is higher; if the control plane's database was replaced, stop the"
                        + " agent and delete routing.content and access.content in its data folder; leave records there",
                false);
    }
}
