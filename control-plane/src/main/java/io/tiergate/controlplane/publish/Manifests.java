package io.tiergate.controlplane.publish;

import io.tiergate.controlplane.store.Activation;
import io.tiergate.policy.arm.Arm;
import io.tiergate.policy.document.CompileResult;
import io.tiergate.policy.snapshot.Manifest;
import io.tiergate.policy.snapshot.Manifest.ArmEntry;
import io.tiergate.policy.snapshot.Manifest.DocumentRef;
import io.tiergate.policy.snapshot.Manifest.PolicyEntry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads manifests and makes the next one of them; what its policies pin is {@link Routings#withPins}' to say. */
final class Manifests {
    /** All of a policy's traffic, in hundredths of a percent. */
    static final int ALL = 10_000;

    /** Name of the arm that a split adds. */
    static final String CANDIDATE = "candidate";

    private Manifests() {}

    static Manifest decode(Activation activation) {
        return switch (Manifest.decode(activation.content().toByteArray())) {
            case CompileResult.Compiled<Manifest> compiled -> compiled.value();
            case CompileResult.Rejected<Manifest> rejected ->
                throw new IllegalStateException("the stored manifest of fleet " + activation.fleet() + ", "
                        + activation.version() + ", cannot be read: " + rejected.report());
        };
    }

    static @Nullable PolicyEntry policy(Manifest manifest, String name) {
        return manifest.policies().stream()
                .filter(policy -> policy.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** The candidate's arm, or null when no split runs. */
    static @Nullable ArmEntry candidate(PolicyEntry policy) {
        return policy.arms().size() < 2 ? null : policy.arms().get(1);
    }

    static Manifest withCatalog(@Nullable Manifest manifest, DocumentRef catalog) {
        return manifest == null
                ? new Manifest(catalog, List.of(), List.of())
                : new Manifest(catalog, manifest.estimates(), manifest.policies());
    }

    /** All of the policy's traffic goes to one version. */
    static Manifest withPolicy(Manifest manifest, String name, DocumentRef document) {
        PolicyEntry before = policy(manifest, name);
        String salt = before == null ? name : before.salt();
        return with(manifest, new PolicyEntry(name, salt, List.of(new ArmEntry(Arm.BASELINE, document, 0, ALL))));
    }

    /** A candidate has a share of the policy's traffic, from the first bucket on, so that a larger share holds every smaller one. */
    static Manifest withSplit(
            Manifest manifest, PolicyEntry policy, String salt, DocumentRef candidate, int basisPoints) {
        ArmEntry baseline = policy.arms().getFirst();
        return with(
                manifest,
                new PolicyEntry(
                        policy.name(),
                        salt,
                        List.of(
                                new ArmEntry(baseline.name(), baseline.document(), 0, ALL - basisPoints),
                                new ArmEntry(CANDIDATE, candidate, 0, basisPoints))));
    }

    private static Manifest with(Manifest manifest, PolicyEntry changed) {
        List<PolicyEntry> policies = new ArrayList<>();
        boolean placed = false;
        for (PolicyEntry policy : manifest.policies()) {
            if (policy.name().equals(changed.name())) {
                policies.add(changed);
                placed = true;
            } else {
                policies.add(policy);
            }
        }
        if (!placed) {
            policies.add(changed);
        }
        policies.sort((a, b) -> a.name().compareTo(b.name()));
        return new Manifest(manifest.catalog(), manifest.estimates(), policies);
    }
}
