package io.tiergate.cli.stack;

import io.tiergate.cli.session.Session;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.policy.catalog.Catalog;
import io.tiergate.policy.catalog.CatalogCompiler;
import io.tiergate.policy.document.CompileResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What {@code tiergate up} serves.
 *
 * @param catalog of the models
 * @param policies at least one
 * @param estimates what they pin
 * @param access null: one tenant, made up
 * @param sets that the simulator answers from; empty: no simulator
 * @param bundled whether the policies are ours, not the caller's
 */
record Content(
        Text catalog,
        List<Text> policies,
        List<Text> estimates,
        @Nullable Text access,
        List<Path> sets,
        boolean bundled) {
    private static final String ENVIRONMENT = "env:";

    Content {
        policies = List.copyOf(policies);
        estimates = List.copyOf(estimates);
        sets = List.copyOf(sets);
    }

    /** A document as written, and where it is from. */
    record Text(Path file, String text) {
        String source() {
            return String.valueOf(file.getFileName());
        }
    }

    static Content of(
            Session session,
            @Nullable Path catalog,
            List<Path> policies,
            List<Path> estimates,
            @Nullable Path access,
            List<Path> sets) {
        Path demo = session.surroundings().home().resolve("examples").resolve("demo");
        if (catalog != null && policies.isEmpty()) {
            throw Failure.usage(
                    "--catalog without --policy: nothing says which model serves what", "add --policy FILE");
        }
        if (!estimates.isEmpty() && policies.isEmpty()) {
            throw Failure.usage("--estimates without --policy: no policy pins them", "add --policy FILE");
        }
        Text models = text(session, catalog == null ? demo.resolve("catalog.yaml") : catalog);
        List<Text> rules = (policies.isEmpty() ? List.of(demo.resolve("policy.yaml")) : policies)
                .stream().map(file -> text(session, file)).toList();
        return new Content(
                models,
                rules,
                estimates.stream().map(file -> text(session, file)).toList(),
                access == null ? null : text(session, access),
                sets(session, models, sets, demo.resolve("workload.jsonl")),
                policies.isEmpty());
    }

    private static List<Path> sets(Session session, Text catalog, List<Path> given, Path workload) {
        if (!Simulation.isFor(catalog.text())) {
            if (!given.isEmpty()) {
                throw Failure.usage(
                        "--set: " + catalog.source() + " names no simulator, which alone answers from sets",
                        "leave --set out, or give a provider the base_url http://127.0.0.1:8000/v1");
            }
            return List.of();
        }
        List<Path> sets = new ArrayList<>(given.stream().map(session::path).toList());
        for (Path set : sets) {
            if (!Files.isReadable(set)) {
                throw Failure.usage("--set: cannot read " + set, "check the path");
            }
        }
        sets.add(workload);
        return sets;
    }

    private static Text text(Session session, Path file) {
        return new Text(session.path(file), session.read(file));
    }

    /** Environment variables that the catalog's providers need and that are not set. */
    TreeSet<String> missingCredentials(Map<String, String> environment) {
        TreeSet<String> missing = new TreeSet<>();
        if (CatalogCompiler.compile(catalog.source(), catalog.text())
                instanceof CompileResult.Compiled<Catalog>(var value, var document, var warnings)) {
            value.providers().values().forEach(provider -> {
                String credential = provider.credential();
                if (credential.startsWith(ENVIRONMENT)) {
                    missing.add(credential.substring(ENVIRONMENT.length()));
                }
            });
        }
        missing.removeIf(name -> !environment.getOrDefault(name, "").isEmpty());
        return missing;
    }

    /** The access document, with the tenant's default policy where it is made up. */
    Text accessFor(String policy) {
        return access != null
                ? access
                : new Text(Path.of("access"), "tenants:\n  default: { default_policy: " + policy + " }\n");
    }
}
