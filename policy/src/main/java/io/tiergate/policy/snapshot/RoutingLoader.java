package io.tiergate.policy.snapshot;

import io.tiergate.policy.arm.ActivePolicy;
import io.tiergate.policy.arm.Arm;
import io.tiergate.policy.catalog.Catalog;
import io.tiergate.policy.catalog.CatalogCompiler;
import io.tiergate.policy.compile.CompiledPolicy;
import io.tiergate.policy.compile.PolicyCompiler;
import io.tiergate.policy.compile.Shelf;
import io.tiergate.policy.document.CompileResult;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.document.Place;
import io.tiergate.policy.document.Problem;
import io.tiergate.policy.document.Problems;
import io.tiergate.policy.estimate.Estimates;
import io.tiergate.policy.estimate.EstimatesCompiler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes a {@link Routing} of what the control plane pushed or the disk kept, or says everything that is wrong with it. Pure. */
public final class RoutingLoader {
    private static final String REMEDY = "push it again, or publish it anew";

    private final Map<Digest, byte[]> documents;
    private final @Nullable Routing previous;
    private final Problems problems = new Problems("manifest");
    private final List<Problem> inDocuments = new ArrayList<>();
    private final Map<Digest, CompiledPolicy> compiled = new HashMap<>();

    private RoutingLoader(Map<Digest, byte[]> documents, @Nullable Routing previous) {
        this.documents = documents;
        this.previous = previous;
    }

    /**
     * Verifies every digest, compiles the catalog and every policy, checks the arms.
     *
     * @param manifest canonical JSON of a {@link Manifest}
     * @param documents canonical JSON by digest
     * @param generation the fleet's activation count
     */
    public static CompileResult<Routing> load(byte[] manifest, Map<Digest, byte[]> documents, long generation) {
        return load(manifest, documents, generation, null);
    }

    /**
     * As above; policies that {@code previous} has compiled with the same catalog and estimates are taken from there. The outcome is the same.
     *
     * @param previous what ran before; null: nothing
     */
    public static CompileResult<Routing> load(
            byte[] manifest, Map<Digest, byte[]> documents, long generation, @Nullable Routing previous) {
        return switch (Manifest.decode(manifest)) {
            case CompileResult.Rejected<Manifest>(var problems) -> new CompileResult.Rejected<>(problems);
            case CompileResult.Compiled<Manifest> decoded ->
                new RoutingLoader(documents, previous).load(decoded, generation);
        };
    }

    private CompileResult<Routing> load(CompileResult.Compiled<Manifest> decoded, long generation) {
        Manifest manifest = decoded.value();
        manifest.check(problems);
        Catalog catalog = catalog(manifest);
        Map<String, ActivePolicy> policies = new LinkedHashMap<>();
        Map<Digest, Estimates> estimates = estimates(manifest);
        if (catalog != null) {
            Shelf shelf = new Shelf(catalog, estimates);
            keepCompiled(shelf);
            for (Manifest.PolicyEntry entry : manifest.policies()) {
                policies.put(entry.name(), new ActivePolicy(entry.name(), entry.salt(), arms(entry, shelf)));
            }
        }
        List<Problem> all = new ArrayList<>(problems.sorted());
        all.addAll(inDocuments);
        if (catalog == null || all.stream().anyMatch(problem -> !problem.warning())) {
            return new CompileResult.Rejected<>(all);
        }
        return new CompileResult.Compiled<>(
                new Routing(decoded.digest(), generation, catalog, estimates, policies), decoded.document(), all);
    }

    /** Policies are the same where everything that they may refer to is. */
    private void keepCompiled(Shelf shelf) {
        if (previous != null
                && previous.catalog().digest().equals(shelf.catalog().digest())
                && shelf.estimates().keySet().containsAll(previous.estimates().keySet())) {
            previous.policies()
                    .values()
                    .forEach(policy -> policy.arms()
                            .forEach(arm -> compiled.put(arm.policy().digest(), arm.policy())));
        }
    }

    private @Nullable Catalog catalog(Manifest manifest) {
        byte[] content = verified("catalog", new Place("/catalog", 0, 0), manifest.catalog());
        if (content == null) {
            return null;
        }
        String source = "catalog, revision " + manifest.catalog().revision();
        return kept(CatalogCompiler.compile(source, content));
    }

    private Map<Digest, Estimates> estimates(Manifest manifest) {
        Map<Digest, Estimates> estimates = new HashMap<>();
        for (Manifest.DocumentRef reference : manifest.estimates()) {
            Estimates known = previous == null ? null : previous.estimates().get(reference.digest());
            String name = "estimates, revision " + reference.revision();
            byte[] content = known != null ? null : verified(name, new Place("/estimates", 0, 0), reference);
            Estimates learned = content == null ? known : kept(EstimatesCompiler.compile(name, content));
            if (learned != null) {
                estimates.put(reference.digest(), learned);
            }
        }
        return estimates;
    }

    private List<Arm> arms(Manifest.PolicyEntry entry, Shelf shelf) {
        List<Arm> arms = new ArrayList<>();
        for (Manifest.ArmEntry arm : entry.arms()) {
            CompiledPolicy policy = policy(entry, arm, shelf);
            if (policy != null) {
                arms.add(new Arm(arm.name(), policy, arm.document().revision(), arm.from(), arm.basisPoints()));
            }
        }
        return arms;
    }

    private @Nullable CompiledPolicy policy(Manifest.PolicyEntry entry, Manifest.ArmEntry arm, Shelf shelf) {
        Place place = new Place("/policies/" + entry.name() + "/" + arm.name(), 0, 0);
        String name = "policy " + entry.name();
        CompiledPolicy policy = compiled.get(arm.document().digest());
        if (policy == null) {
            byte[] content = verified(name, place, arm.document());
            String source = name + ", revision " + arm.document().revision();
            policy = content == null ? null : kept(PolicyCompiler.compile(source, content, shelf));
        }
        if (policy == null) {
            return null;
        }
        compiled.put(policy.digest(), policy);
        if (!policy.name().equals(entry.name())) {
            problems.error(
                    place,
                    name + ": its document is of policy `" + policy.name() + "`",
                    "publish it under its own name");
        }
        return policy;
    }

    private byte @Nullable [] verified(String name, Place place, Manifest.DocumentRef reference) {
        byte[] content = documents.get(reference.digest());
        if (content == null) {
            problems.error(place, name + ": document " + reference.digest() + " is missing", REMEDY);
            return null;
        }
        if (!Digest.of(content).equals(reference.digest())) {
            problems.error(
                    place, name + ": the content is not that of " + reference.digest() + "; it was damaged", REMEDY);
            return null;
        }
        return content;
    }

    /** The value, or null; problems and warnings are kept either way. */
    private <T> @Nullable T kept(CompileResult<T> result) {
        return switch (result) {
            case CompileResult.Compiled<T>(var value, var document, var warnings) -> {
                inDocuments.addAll(warnings);
                yield value;
            }
            case CompileResult.Rejected<T>(var rejected) -> {
                inDocuments.addAll(rejected);
                yield null;
            }
        };
    }
}
