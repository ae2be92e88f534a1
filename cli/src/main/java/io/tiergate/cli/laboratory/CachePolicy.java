package io.tiergate.cli.laboratory;

import io.tiergate.cli.session.Session;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.laboratory.evaluate.PolicyVariants;
import io.tiergate.policy.catalog.Catalog;
import io.tiergate.policy.catalog.CatalogCompiler;
import io.tiergate.policy.compile.CompiledPolicy;
import io.tiergate.policy.document.CompileResult;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Compiles the policy that a command about the cache is given; estimates that it pins do not matter here. */
final class CachePolicy {
    private CachePolicy() {}

    /**
     * The catalog of the command line.
     *
     * @param written null: {@code catalog.yaml} beside the policy
     * @throws Failure if it is not valid
     */
    static Catalog catalog(Session session, Path policy, @Nullable Path written) {
        Path file = written == null ? policy.resolveSibling("catalog.yaml") : written;
        return switch (CatalogCompiler.compile(file.toString(), session.read(file))) {
            case CompileResult.Compiled<Catalog>(var value, var document, var warnings) -> value;
            case CompileResult.Rejected<Catalog>(var problems) -> {
                problems.forEach(problem -> session.terminal().note(problem.toString()));
                throw Failure.usage(file + " is not valid", "mend it; `tiergate policy validate` shows the places");
            }
        };
    }

    /**
     * The policy of that text.
     *
     * @throws Failure if it is not valid
     */
    static CompiledPolicy compiled(Session session, Path file, String text, Catalog catalog) {
        try {
            return PolicyVariants.of(file.toString(), text, catalog).untrained();
        } catch (PolicyVariants.InvalidPolicyException e) {
            e.problems().forEach(problem -> session.terminal().note(problem.toString()));
            throw Failure.usage(file + " is not valid", "mend it; `tiergate policy validate` shows the places");
        }
    }

    /** What is wrong with the text; null: nothing. */
    static PolicyVariants.@Nullable InvalidPolicyException invalid(Path file, String text, Catalog catalog) {
        try {
            var _ = PolicyVariants.of(file.toString(), text, catalog);
            return null;
        } catch (PolicyVariants.InvalidPolicyException e) {
            return e;
        }
    }
}
