package io.tiergate.cli.demo;

import io.tiergate.cli.document.Pins;
import io.tiergate.cli.recorded.RecordedFile;
import io.tiergate.cli.session.Session;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.laboratory.recorded.RecordedPrompt;
import io.tiergate.laboratory.recorded.RecordedSet;
import io.tiergate.policy.catalog.Catalog;
import io.tiergate.policy.catalog.CatalogCompiler;
import io.tiergate.policy.compile.CompiledPolicy;
import io.tiergate.policy.compile.PolicyCompiler;
import io.tiergate.policy.compile.Shelf;
import io.tiergate.policy.document.CompileResult;
import io.tiergate.policy.estimate.Estimates;
import io.tiergate.policy.estimate.EstimatesCompiler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a demo runs: documents and a recorded set that fit each other.
 *
 * @param estimates text of what the policy pins; empty: nothing
 * @param access text of the access document
 * @param policy as compiled
 * @param thinkTime the simulator's options that say how long a model takes
 */
record Scenario(
        RecordedSet set,
        Path catalogFile,
        String catalogText,
        Path policyFile,
        String policyText,
        String estimates,
        String access,
        CompiledPolicy policy,
        List<String> thinkTime) {
    static final String RECORDED_TENANT = "demo";

    Scenario {
        thinkTime = List.copyOf(thinkTime);
    }

    /** The bundled workload, its models' think time made short. */
    static Scenario bundled(Session session) {
        Path demo = examples(session).resolve("demo");
        return of(
                session,
                RecordedFile.read(session, demo.resolve("workload.jsonl"), false),
                demo.resolve("catalog.yaml"),
                demo.resolve("policy.yaml"),
                null,
                session.read(demo.resolve("access.yaml")),
                List.of("--think", "tokens", "--first-token-ms", "15", "--per-token-ms", "0.3"));
    }

    /** A recorded set, with the policy that is written for it unless another is given. */
    static Scenario recorded(Session session, Path file, Path catalog, Path policy, @Nullable Path estimates) {
        Path folder = examples(session).resolve("recorded");
        String name = String.valueOf(file.getFileName());
        int dot = name.indexOf('.');
        Path written = folder.resolve((dot < 0 ? name : name.substring(0, dot)) + ".yaml");
        boolean given = !policy.toString().isEmpty();
        if (!given && !Files.exists(written)) {
            throw Failure.usage(
                    "no policy is written for " + name + " in " + folder,
                    "give --policy FILE, whose tasks are the set's");
        }
        Path rules = given ? session.path(policy) : written;
        Path models = catalog.toString().isEmpty() ? folder.resolve("catalog.yaml") : session.path(catalog);
        return of(session, RecordedFile.read(session, file, false), models, rules, estimates, null, List.of());
    }

    private static Path examples(Session session) {
        return session.surroundings().home().resolve("examples");
    }

    /** Of documents that fit each other; without an access document with one tenant, made up. */
    private static Scenario of(
            Session session,
            RecordedSet set,
            Path catalogFile,
            Path policyFile,
            @Nullable Path estimatesFile,
            @Nullable String access,
            List<String> thinkTime) {
        String catalogText = session.read(catalogFile);
        String policyText = session.read(policyFile);
        Catalog catalog = compiled(CatalogCompiler.compile(catalogFile.toString(), catalogText));
        String estimates = estimatesFile == null ? "" : session.read(estimatesFile);
        if (estimatesFile != null) {
            Pins.check(policyFile.toString(), policyText, estimatesFile.toString(), estimates);
        }
        CompiledPolicy policy = compiled(
                PolicyCompiler.compile(policyFile.toString(), policyText, shelf(catalog, estimatesFile, estimates)));
        TreeSet<String> tasks = new TreeSet<>();
        set.prompts().stream().map(RecordedPrompt::task).forEach(tasks::add);
        tasks.removeAll(policy.tasks().keySet());
        if (!tasks.isEmpty()) {
            throw Failure.usage(
                    set.file() + " has tasks that " + policyFile + " does not: " + String.join(", ", tasks),
                    "add them under `tasks`, or give another --policy");
        }
        String callers = access == null
                ? "tenants:\n  " + RECORDED_TENANT + ": { default_policy: " + policy.name() + " }\n"
                : access;
        return new Scenario(
                set, catalogFile, catalogText, policyFile, policyText, estimates, callers, policy, thinkTime);
    }

    private static Shelf shelf(Catalog catalog, @Nullable Path file, String text) {
        if (file == null) {
            return Shelf.of(catalog);
        }
        Estimates estimates = compiled(EstimatesCompiler.compile(file.toString(), text));
        return new Shelf(catalog, Map.of(estimates.digest(), estimates));
    }

    private static <T> T compiled(CompileResult<T> result) {
        return switch (result) {
            case CompileResult.Compiled<T> compiled -> compiled.value();
            case CompileResult.Rejected<T> rejected ->
                throw Failure.usage(rejected.report().strip(), "mend it; `tiergate policy validate` checks it alone");
        };
    }

    /** Catalog id of the model that savings and quality are compared with. */
    String reference() {
        return policy.tiers().reference().targets().getFirst().id();
    }
}
