package io.tiergate.controlplane.publish;

import io.tiergate.controlplane.publish.Generations.Proposal;
import io.tiergate.controlplane.store.Activation;
import io.tiergate.controlplane.store.Store;
import io.tiergate.controlplane.store.StoredDocument;
import io.tiergate.policy.document.DocumentKind;
import io.tiergate.policy.snapshot.Manifest;
import io.tiergate.policy.snapshot.Manifest.ArmEntry;
import io.tiergate.policy.snapshot.Manifest.DocumentRef;
import io.tiergate.policy.snapshot.Manifest.PolicyEntry;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Gives a candidate a share of a policy's traffic. A share that changes keeps its salt, so that raising it only adds. Thread-safe. */
public final class Splitter {
    private static final int SALT_BYTES = 8;

    private final Store store;
    private final Activator activator;
    private final SecureRandom random = new SecureRandom();

    Splitter(Store store, Activator activator) {
        this.store = store;
        this.activator = activator;
    }

    /**
     * Starts, changes or ends a split.
     *
     * @param candidate revision of the policy; not looked at when {@code basisPoints} is 0
     * @param basisPoints hundredths of a percent; 0 ends the split
     */
    public Change split(String fleet, String policy, long candidate, int basisPoints, Note note) {
        if (basisPoints < 0 || basisPoints > Manifests.ALL) {
            return refused(new Refusal.Mistaken("a share is 0 to 10,000 hundredths of a percent, not " + basisPoints));
        }
        StoredDocument stored = basisPoints == 0 ? null : store.find(DocumentKind.POLICY, policy, candidate);
        if (basisPoints > 0 && (stored == null || candidate == 0)) {
            return refused(
                    candidate == 0
                            ? new Refusal.Mistaken("a split names the candidate's revision")
                            : Activator.unknownRevision(DocumentKind.POLICY, policy, candidate));
        }
        return activator.advanceRouting(fleet, note, current -> {
            if (current == null) {
                return new Proposal.Not(Activator.noCatalog(fleet));
            }
            Manifest manifest = Manifests.decode(current);
            PolicyEntry entry = Manifests.policy(manifest, policy);
            if (entry == null) {
                return new Proposal.Not(new Refusal.Unknown(
                        "fleet " + fleet + " has no policy " + policy + ": activate a revision of it first"));
            }
            if (stored == null) {
                return activator.next(
                        fleet,
                        current,
                        Manifests.withPolicy(
                                manifest, policy, entry.arms().getFirst().document()));
            }
            DocumentRef reference = new DocumentRef(
                    stored.revision().digest(), stored.revision().number());
            return start(fleet, current, entry, reference, basisPoints);
        });
    }

    private Proposal start(
            String fleet, Activation current, PolicyEntry entry, DocumentRef candidate, int basisPoints) {
        if (entry.arms().getFirst().document().digest().equals(candidate.digest())) {
            return new Proposal.Not(new Refusal.Mistaken("revision " + candidate.revision() + " of policy "
                    + entry.name() + " is the baseline already; a candidate is another revision"));
        }
        ArmEntry running = Manifests.candidate(entry);
        if (running != null && !running.document().digest().equals(candidate.digest())) {
            return new Proposal.Not(new Refusal.Untimely("policy " + entry.name() + " has a split with revision "
                    + running.document().revision() + " already; end it with share 0 first"));
        }
        String salt = running == null ? newSalt() : entry.salt();
        return activator.next(
                fleet, current, Manifests.withSplit(Manifests.decode(current), entry, salt, candidate, basisPoints));
    }

    private String newSalt() {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return HexFormat.of().formatHex(salt);
    }

    private static Change refused(Refusal refusal) {
        return new Change.Refused(refusal);
    }
}
