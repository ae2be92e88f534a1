package io.tiergate.dataplane.admit;

import io.tiergate.dataplane.model.ErrorKind;
import io.tiergate.dataplane.model.Exchange;
import io.tiergate.dataplane.model.Refusal;
import io.tiergate.dataplane.model.Running;
import io.tiergate.dataplane.model.Snapshot;
import io.tiergate.policy.access.Access;
import io.tiergate.policy.access.Identification;
import io.tiergate.policy.access.Principal;
import io.tiergate.policy.access.Role;
import io.tiergate.policy.access.Tenant;
import io.tiergate.policy.plan.Decision;
import io.tiergate.policy.snapshot.Routing;
import io.tiergate.transport.PresentedCredential;
import java.time.Clock;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Admits requests or refuses them. Never blocks, so that it may run on an event loop. Safe for any number of threads.
 */
public final class Admission {
    private final TenantLimits limits;
    private final Clock clock;

    /** An admission that counts each tenant's requests in {@code limits}. */
    public Admission(TenantLimits limits, Clock clock) {
        this.limits = limits;
        this.clock = clock;
    }

    /** What admission says. */
    public sealed interface Outcome {
        /**
         * Go on. Whoever takes it closes {@code lease} when the request is over.
         *
         * @param caller who it is
         * @param decision what the policy says so far
         * @param generation of the routing
         * @param lease the tenant's place
         */
        record Admitted(Principal caller, Decision decision, long generation, TenantLimits.Lease lease)
                implements Outcome {}

        /**
         * Refused.
         *
         * @param caller who it is; null: unknown
         */
        record Refused(Refusal refusal, @Nullable Principal caller) implements Outcome {}
    }

    /** Decides on one request, under the one snapshot that it was given. */
    public Outcome admit(Exchange exchange, Snapshot snapshot, String decisionId, long draw) {
        return admit(exchange, snapshot, decisionId, draw, limits::enter);
    }

    /** Decides as {@link #admit} does, and counts nothing: the tenant's limits are neither asked nor used up. */
    public Outcome decide(Exchange exchange, Snapshot snapshot, String decisionId, long draw) {
        return admit(exchange, snapshot, decisionId, draw, anyone -> TenantLimits.uncounted());
    }

    private Outcome admit(
            Exchange exchange,
            Snapshot snapshot,
            String decisionId,
            long draw,
            Function<Tenant, TenantLimits.Entry> door) {
        Running<Access> access = snapshot.access();
        if (access == null) {
            return new Outcome.Refused(noCallers(), null);
        }
        return switch (identify(access.content(), exchange.credential())) {
            case Identification.Unknown unknown -> refused(ErrorKind.UNAUTHENTICATED, unknown.why(), null);
            case Identification.Known known ->
                admit(exchange, snapshot, access.content(), known.principal(), decisionId, draw, door);
        };
    }

    /** Why nobody with that credential is served, whatever the request; null: somebody may be. */
    public @Nullable Refusal stranger(Snapshot snapshot, PresentedCredential credential) {
        Running<Access> access = snapshot.access();
        if (access == null) {
            return noCallers();
        }
        return switch (identify(access.content(), credential)) {
            case Identification.Unknown unknown -> Refusal.of(ErrorKind.UNAUTHENTICATED, unknown.why());
            case Identification.Known known -> null;
        };
    }

    private static Refusal noCallers() {
        return Refusal.of(ErrorKind.NOT_READY, "this agent knows no callers yet: publish an access document");
    }

    /** Who presents a credential. */
    public Identification identify(Access access, PresentedCredential credential) {
        return switch (credential) {
            case PresentedCredential.BearerKey key -> Identification.byKey(access, key.key(), clock.instant());
            case PresentedCredential.Certificate certificate ->
                Identification.byCertificate(access, certificate.name());
            case PresentedCredential.Nothing nothing ->
                new Identification.Unknown(
                        "no credential: send 'authorization: Bearer KEY' or present a client certificate");
        };
    }

    private Outcome admit(
            Exchange exchange,
            Snapshot snapshot,
            Access access,
            Principal caller,
            String decisionId,
            long draw,
            Function<Tenant, TenantLimits.Entry> door) {
        if (!caller.roles().contains(Role.CALLER)) {
            return refused(ErrorKind.FORBIDDEN, caller.name() + " may not send requests: it lacks role caller", caller);
        }
        Running<Routing> running = snapshot.routing();
        if (running == null) {
            return refused(ErrorKind.NOT_READY, "this agent has no policies yet: publish one", caller);
        }
        Routing routing = running.content();
        long demanded = exchange.declared().minGeneration();
        if (demanded > routing.generation()) {
            return refused(
                    ErrorKind.BEHIND,
                    "this agent routes by generation " + routing.generation() + ", not yet " + demanded,
                    caller);
        }
        Tenant tenant = Objects.requireNonNull(access.tenant(caller.tenant()));
        return switch (Addressing.resolve(exchange, routing, tenant, decisionId)) {
            case Addressing.Unresolved unresolved -> new Outcome.Refused(unresolved.refusal(), caller);
            case Addressing.Resolved resolved ->
                switch (door.apply(tenant)) {
                    case TenantLimits.Full full -> new Outcome.Refused(full.refusal(), caller);
                    case TenantLimits.Lease lease ->
                        new Outcome.Admitted(
                                caller,
                                Decision.of(resolved.arm(), resolved.inputs(draw)),
                                routing.generation(),
                                lease);
                };
        };
    }

    private static Outcome refused(ErrorKind kind, String message, @Nullable Principal caller) {
        return new Outcome.Refused(Refusal.of(kind, message), caller);
    }
}
