package io.tiergate.controlplane.publish;

import com.google.protobuf.ByteString;
import io.tiergate.controlplane.publish.Generations.Proposal;
import io.tiergate.controlplane.snapshot.ResourceKind;
import io.tiergate.controlplane.store.Activation;
import io.tiergate.controlplane.store.Revision;
import io.tiergate.controlplane.store.Store;
import io.tiergate.controlplane.store.StoredDocument;
import io.tiergate.policy.document.CompileResult;
import io.tiergate.policy.document.DocumentKind;
import io.tiergate.policy.snapshot.Manifest;
import io.tiergate.policy.snapshot.Manifest.ArmEntry;
import io.tiergate.policy.snapshot.Manifest.DocumentRef;
import io.tiergate.policy.snapshot.Manifest.PolicyEntry;
import io.tiergate.policy.snapshot.Routing;
import org.jspecify.annotations.Nullable;

/** Makes stored revisions current, and returns to what was current before. Thread-safe. */
public final class Activator {
    private final Store store;
    private final Routings routings;
    private final Generations generations;

    Activator(Store store, Routings routings, Generations generations) {
        this.store = store;
        this.routings = routings;
        this.generations = generations;
    }

    /**
     * Makes a stored revision current. The revision of a running split's candidate ends the split: all traffic goes to it.
     *
     * @param number 0: the newest
     */
    public Change activate(String fleet, DocumentKind kind, String name, long number, Note note) {
        StoredDocument stored = store.find(kind, name, number);
        return stored == null
                ? new Change.Refused(unknownRevision(kind, name, number))
                : activate(fleet, stored.revision(), stored.canonical(), note);
    }

    Change activate(String fleet, Revision revision, ByteString canonical, Note note) {
        DocumentRef reference = new DocumentRef(revision.digest(), revision.number());
        return switch (revision.kind()) {
            case ACCESS -> activateAccess(fleet, revision, canonical, note);
            case ESTIMATES ->
                new Change.Refused(new Refusal.Mistaken(
                        "estimates run where a policy pins them: activate a policy with pins: { estimates: \""
                                + revision.digest() + "\" }"));
            case CATALOG ->
                advanceRouting(
                        fleet,
                        note,
                        current -> next(
                                fleet,
                                current,
                                Manifests.withCatalog(current == null ? null : Manifests.decode(current), reference)));
            case POLICY ->
                advanceRouting(fleet, note, current -> {
                    if (current == null) {
                        return new Proposal.Not(noCatalog(fleet));
                    }
                    Manifest manifest = Manifests.decode(current);
                    Refusal split = runningSplit(manifest, revision);
                    return split == null
                            ? next(fleet, current, Manifests.withPolicy(manifest, revision.name(), reference))
                            : new Proposal.Not(split);
                });
        };
    }

    /**
     * Makes the content of an earlier generation current again, as a new generation.
     *
     * @param generation 0: the one before the current
     */
    public Change rollback(String fleet, ResourceKind resource, long generation, Note note) {
        return generations.advance(fleet, resource, note, current -> {
            long last = current == null ? 0 : current.version().generation();
            long wanted = generation == 0 ? last - 1 : generation;
            if (current == null || wanted < 1) {
                return new Proposal.Not(new Refusal.Untimely("fleet " + fleet + " has no earlier " + resource.label()));
            }
            if (wanted >= last) {
                return new Proposal.Not(new Refusal.Mistaken("fleet " + fleet + " is at generation " + last + " of "
                        + resource.label() + "; name an earlier one than that"));
            }
            Activation earlier = store.activation(fleet, resource, wanted);
            if (earlier == null) {
                return new Proposal.Not(new Refusal.Unknown(
                        "fleet " + fleet + " has no generation " + wanted + " of " + resource.label()));
            }
            return switch (resource) {
                case ROUTING -> loadable(fleet, current, Manifests.decode(earlier));
                case ACCESS -> new Proposal.Next(earlier.content());
            };
        });
    }

    /** Why a new version of that policy cannot become current now; null if it can. */
    @Nullable
    Refusal runningSplit(String fleet, String policy) {
        Activation current = store.current(fleet, ResourceKind.ROUTING);
        PolicyEntry entry = current == null ? null : Manifests.policy(Manifests.decode(current), policy);
        ArmEntry candidate = entry == null ? null : Manifests.candidate(entry);
        return candidate == null ? null : splitRuns(policy, candidate);
    }

    private static @Nullable Refusal runningSplit(Manifest manifest, Revision revision) {
        PolicyEntry entry = Manifests.policy(manifest, revision.name());
        ArmEntry candidate = entry == null ? null : Manifests.candidate(entry);
        return candidate == null || candidate.document().digest().equals(revision.digest())
                ? null
                : splitRuns(revision.name(), candidate);
    }

    private static Refusal splitRuns(String policy, ArmEntry candidate) {
        return new Refusal.Untimely("policy " + policy + " has a split: revision "
                + candidate.document().revision() + " has " + candidate.basisPoints()
                + " of 10,000 parts of its traffic. End it first: split " + policy
                + " with share 0, or activate that revision; or publish without activating");
    }

    Change advanceRouting(String fleet, Note note, Generations.Decision decision) {
        return generations.advance(fleet, ResourceKind.ROUTING, note, decision);
    }

    /** The manifest, with what its policies pin, if it says something new and agents could run it. */
    Proposal next(String fleet, @Nullable Activation current, Manifest proposed) {
        Manifest after = routings.withPins(proposed);
        if (current != null && Routings.encode(after).equals(current.content())) {
            return new Proposal.Already(current);
        }
        return loadable(fleet, current, after);
    }

    private Proposal loadable(String fleet, @Nullable Activation current, Manifest manifest) {
        long generation = current == null ? 1 : current.version().generation() + 1;
        return switch (routings.load(fleet, manifest, generation, null)) {
            case CompileResult.Compiled<Routing> _ -> new Proposal.Next(Routings.encode(manifest));
            case CompileResult.Rejected<Routing> rejected ->
                new Proposal.Not(new Refusal.Invalid(rejected.problems(), null));
        };
    }

    private Change activateAccess(String fleet, Revision revision, ByteString canonical, Note note) {
        return generations.advance(
                fleet,
                ResourceKind.ACCESS,
                note,
                current -> current != null && current.version().digest().equals(revision.digest())
                        ? new Proposal.Already(current)
                        : new Proposal.Next(canonical));
    }

    static Refusal noCatalog(String fleet) {
        return new Refusal.Untimely("fleet " + fleet + " has no catalog: publish a catalog first");
    }

    static Refusal unknownRevision(DocumentKind kind, String name, long number) {
        return new Refusal.Unknown(
                number == 0
                        ? "there is no " + kind.label() + " " + name
                        : "there is no revision " + number + " of " + kind.label() + " " + name);
    }
}
