package io.tiergate.controlplane.stream;

import io.tiergate.controlplane.snapshot.Content;
import io.tiergate.controlplane.snapshot.Rejections;
import io.tiergate.controlplane.snapshot.ResourceKind;
import io.tiergate.controlplane.snapshot.ResourceStatus;
import io.tiergate.controlplane.snapshot.Standing;
import io.tiergate.controlplane.snapshot.Version;
import io.tiergate.policy.document.Problem;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One resource of one stream. Immutable; every step gives the next state and adds what there is to do.
 *
 * <p>An agent that runs the target's digest under a lower generation is sent the whole content again: one path serves publish, rollback
 * and reconnect, and the agent sees by the digest that it has nothing to compile.
 *
 * @param resource which of the two
 * @param active what the agent runs; null: nothing
 * @param target what it should run; null: nothing is published
 * @param rejections what it refused
 * @param phase where it is
 * @param sent updates sent so far; numbers the nonces
 */
record ResourceSession(
        ResourceKind resource,
        @Nullable Version active,
        @Nullable Content target,
        Rejections rejections,
        Phase phase,
        long sent) {

    /** The state after the agent's Hello. */
    static ResourceSession greeted(
            ResourceKind resource,
            @Nullable Version active,
            @Nullable Content target,
            Rejections rejections,
            List<Action> actions) {
        return new ResourceSession(resource, active, target, rejections, new Phase.Empty(), 0).settle(actions);
    }

    /** A newer target. What is in flight stays in flight; what waited behind it is replaced. */
    ResourceSession offered(Content content, List<Action> actions) {
        if (target != null && target.version().generation() >= content.version().generation()) {
            return this;
        }
        ResourceSession next = new ResourceSession(resource, active, content, rejections, phase, sent);
        return switch (phase) {
            case Phase.InFlight _, Phase.Overdue _ -> next.shown(actions);
            case Phase.Empty _, Phase.Settled _, Phase.Parked _, Phase.Ahead _ -> next.settle(actions);
        };
    }

    /** The agent runs what was sent. */
    ResourceSession accepted(Content content, String nonce, List<Action> actions) {
        actions.add(new Action.Answered(nonce));
        actions.add(new Action.Activated(content));
        return new ResourceSession(resource, content.version(), target, Rejections.NONE, phase, sent).settle(actions);
    }

    /** The agent refused what was sent. */
    ResourceSession refused(Content content, String nonce, List<Problem> problems, List<Action> actions) {
        actions.add(new Action.Answered(nonce));
        Rejections more = rejections.with(content.version().digest(), problems);
        return new ResourceSession(resource, active, target, more, phase, sent).settle(actions);
    }

    /** The answer to that nonce is late. */
    ResourceSession overdue(String nonce, List<Action> actions) {
        return phase instanceof Phase.InFlight flight && flight.nonce().equals(nonce)
                ? in(new Phase.Overdue(nonce, flight.sent())).shown(actions)
                : this;
    }

    /** What waits for the answer to that nonce; null when nothing does, so that the answer is stale. */
    @Nullable
    Content awaiting(String nonce) {
        return switch (phase) {
            case Phase.InFlight flight -> flight.nonce().equals(nonce) ? flight.sent() : null;
            case Phase.Overdue overdue -> overdue.nonce().equals(nonce) ? overdue.sent() : null;
            case Phase.Empty _, Phase.Settled _, Phase.Parked _, Phase.Ahead _ -> null;
        };
    }

    /** Nothing is in flight: sends the target, or says why there is nothing to send. */
    private ResourceSession settle(List<Action> actions) {
        if (target == null) {
            return in(new Phase.Empty()).shown(actions);
        }
        if (target.version().equals(active)) {
            return in(new Phase.Settled()).shown(actions);
        }
        if (active != null && active.generation() > target.version().generation()) {
            return in(new Phase.Ahead()).shown(actions);
        }
        if (rejections.contains(target.version().digest())) {
            return in(new Phase.Parked()).shown(actions);
        }
        String nonce = resource.label() + "-" + (sent + 1);
        actions.add(new Action.Send(nonce, target));
        return new ResourceSession(resource, active, target, rejections, new Phase.InFlight(nonce, target), sent + 1)
                .shown(actions);
    }

    private ResourceSession in(Phase next) {
        return new ResourceSession(resource, active, target, rejections, next, sent);
    }

    private ResourceSession shown(List<Action> actions) {
        actions.add(new Action.Show(resource, status()));
        return this;
    }

    /** How it stands, for the roster. */
    ResourceStatus status() {
        Standing standing = switch (phase) {
            case Phase.Empty _ -> Standing.EMPTY;
            case Phase.Settled _ -> Standing.CONVERGED;
            case Phase.InFlight _ -> Standing.SENDING;
            case Phase.Overdue _ -> Standing.STALLED;
            case Phase.Parked _, Phase.Ahead _ -> Standing.REJECTED;
        };
        return new ResourceStatus(standing, target == null ? null : target.version(), active, problems(), rejections);
    }

    private List<Problem> problems() {
        return switch (phase) {
            case Phase.Parked _ -> {
                List<Problem> known = rejections.problems(
                        Objects.requireNonNull(target).version().digest());
                yield known == null || known.isEmpty()
                        ? List.of(problem("the agent refused it and gave no reason", "see the agent's log"))
                        : known;
            }
            case Phase.Ahead _ ->
                List.of(problem(
                        "the agent runs " + active + " of " + resource.label() + ", the fleet is at "
                                + Objects.requireNonNull(target).version(),
                        "if the control plane's database was replaced, stop the agent and delete routing.content and access.content in"
                                + " its data folder; leave records there"));
            case Phase.Empty _, Phase.Settled _, Phase.InFlight _, Phase.Overdue _ -> List.of();
        };
    }

    private static Problem problem(String message, String suggestion) {
        return new Problem("", "", 0, 0, message, suggestion, false);
    }
}
