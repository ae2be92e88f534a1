package io.tiergate.cli.document;

import io.tiergate.cli.session.Session;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.laboratory.evaluate.PolicyVariants;
import io.tiergate.policy.catalog.Catalog;
import io.tiergate.policy.catalog.CatalogCompiler;
import io.tiergate.policy.document.CompileResult;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Compiles the policy that a command of the laboratory is given, with its catalog; estimates that it pins do not matter here. */
public final class PolicyFiles {
    private PolicyFiles() {}

    /**
     * The catalog of the command line.
     *
     * @param written null: {@code catalog.yaml} beside the policy
     * @throws Failure if it is not valid
     */
    public static Catalog catalog(Session session, Path policy, @Nullable Path written) {
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
     * The policy in that file.
     *
     * @throws Failure if it is not valid
     */
    public static PolicyVariants read(Session session, Path file, Catalog catalog) {
        try {
            return PolicyVariants.of(file.toString(), session.read(file), catalog);
        } catch (PolicyVariants.InvalidPolicyException e) {
            tell(session, e);
            throw Failure.usage(file + " is not valid", "mend it; `tiergate policy validate` shows the places");
        }
    }

    /**
     * Sees to it that a changed policy is one: the compiler that agents use has the last word before anything is written.
     *
     * @param remedy what to do where it is not
     * @throws Failure if it is not
     */
    public static void requireSound(Session session, Path file, String changed, Catalog catalog, String remedy) {
        try {
            var _ = PolicyVariants.of(file.toString(), changed, catalog);
        } catch (PolicyVariants.InvalidPolicyException e) {
            tell(session, e);
            throw Failure.usage("the changed policy would not be valid; nothing is written", remedy);
        }
    }

    private static void tell(Session session, PolicyVariants.InvalidPolicyException invalid) {
        invalid.problems().forEach(problem -> session.terminal().note(problem.toString()));
    }
}
