package io.tiergate.policy.snapshot;

import io.tiergate.policy.document.CanonicalJson;
import io.tiergate.policy.document.Compilation;
import io.tiergate.policy.document.CompileResult;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.document.Fields;
import io.tiergate.policy.document.Node;
import io.tiergate.policy.document.Place;
import io.tiergate.policy.document.Problems;
import io.tiergate.policy.document.SchemaCheck;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a fleet's agents run, by digest: the catalog, every policy with its arms, and what these pin. Its own digest is that of its canonical JSON, and so
 * stands for all of it. Immutable.
 *
 * @param catalog the rate card
 * @param estimates what the policies pin, each once
 * @param policies in any order, each name once
 */
public record Manifest(DocumentRef catalog, List<DocumentRef> estimates, List<PolicyEntry> policies) {
    public Manifest {
        estimates = List.copyOf(estimates);
        policies = List.copyOf(policies);
    }

    /**
     * A stored document.
     *
     * @param revision number of the stored revision, for people
     */
    public record DocumentRef(Digest digest, long revision) {}

    /**
     * A policy and its versions.
     *
     * @param salt makes buckets of two splits independent
     * @param arms the baseline first
     */
    public record PolicyEntry(String name, String salt, List<ArmEntry> arms) {
        public PolicyEntry {
            arms = List.copyOf(arms);
        }
    }

    /**
     * One version of a policy.
     *
     * @param name {@code baseline}, or the candidate's name
     * @param document the version
     * @param from first bucket, 0 to 9,999; 0 for the baseline
     * @param basisPoints hundredths of a percent of sticky keys; for the baseline what candidates leave
     */
    public record ArmEntry(String name, DocumentRef document, int from, int basisPoints) {}

    /** Canonical JSON in UTF-8. Without estimates it has no member for them, as it had none before there were any. */
    public byte[] encode() {
        Map<String, Object> members = new HashMap<>();
        members.put("catalog", encode(catalog));
        members.put("policies", policies.stream().map(Manifest::encode).toList());
        if (!estimates.isEmpty()) {
            members.put("estimates", estimates.stream().map(Manifest::encode).toList());
        }
        return CanonicalJson.bytes(Node.of(members));
    }

    /** Every document that it names: the catalog first, each once. */
    public Set<Digest> documents() {
        Set<Digest> digests = new LinkedHashSet<>();
        digests.add(catalog.digest());
        estimates.forEach(document -> digests.add(document.digest()));
        policies.forEach(policy ->
                policy.arms().forEach(arm -> digests.add(arm.document().digest())));
        return digests;
    }

    private static Map<String, Object> encode(DocumentRef document) {
        return Map.of("digest", document.digest().toString(), "revision", document.revision());
    }

    private static Map<String, Object> encode(PolicyEntry policy) {
        return Map.of(
                "name", policy.name(),
                "salt", policy.salt(),
                "arms", policy.arms().stream().map(Manifest::encode).toList());
    }

    private static Map<String, Object> encode(ArmEntry arm) {
        return Map.of(
                "name", arm.name(),
                "digest", arm.document().digest().toString(),
                "revision", arm.document().revision(),
                "from", arm.from(),
                "basis_points", arm.basisPoints());
    }

    /** Reads what {@link #encode} wrote: of that form, and canonical to the byte. Whether arms fit together is not asked here. */
    public static CompileResult<Manifest> decode(byte[] canonicalJson) {
        Compilation compilation = new Compilation("manifest", Schema.MANIFEST);
        return compilation.run(canonicalJson, (root, digest) -> {
            Manifest manifest = compilation.problems().hasErrors() ? null : manifest(root);
            if (manifest != null && !Arrays.equals(manifest.encode(), canonicalJson)) {
                compilation
                        .problems()
                        .error(root.place(), "the manifest is not in canonical form", "encode it as RFC 8785 JSON");
            }
            return manifest;
        });
    }

    private static Manifest manifest(Fields root) {
        List<PolicyEntry> policies = new ArrayList<>();
        for (Fields policy : root.mappings("policies")) {
            List<ArmEntry> arms = new ArrayList<>();
            for (Fields arm : policy.mappings("arms")) {
                arms.add(new ArmEntry(arm.textOr("name", ""), reference(arm), (int) arm.wholeOr("from", 0), (int)
                        arm.wholeOr("basis_points", 0)));
            }
            policies.add(new PolicyEntry(policy.textOr("name", ""), policy.textOr("salt", ""), arms));
        }
        return new Manifest(
                reference(root.mappingOrEmpty("catalog")),
                root.mappings("estimates").stream().map(Manifest::reference).toList(),
                policies);
    }

    private static DocumentRef reference(Fields fields) {
        return new DocumentRef(Digest.parse(fields.textOr("digest", "")), fields.wholeOr("revision", 0));
    }

    /** Adds what does not fit together: names twice, shares beyond the whole, buckets in two arms. */
    void check(Problems problems) {
        Set<String> names = new TreeSet<>();
        for (PolicyEntry policy : policies) {
            if (!names.add(policy.name())) {
                problems.error(at(policy), "policy `" + policy.name() + "` is in the manifest twice", "keep one");
            }
            ArmCheck.check(policy, at(policy), problems);
        }
    }

    private static Place at(PolicyEntry policy) {
        return new Place("/policies/" + policy.name(), 0, 0);
    }

    /** Read when first needed. */
    private static final class Schema {
        static final SchemaCheck MANIFEST = SchemaCheck.named("manifest");
    }
}
