package io.tiergate.cli.document;

import io.tiergate.policy.access.AccessCompiler;
import io.tiergate.policy.catalog.Catalog;
import io.tiergate.policy.catalog.CatalogCompiler;
import io.tiergate.policy.compile.PolicyCompiler;
import io.tiergate.policy.compile.Shelf;
import io.tiergate.policy.document.CompileResult;
import io.tiergate.policy.document.Problem;
import io.tiergate.policy.estimate.Estimates;
import io.tiergate.policy.estimate.EstimatesCompiler;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the compilers say of a document, without any other process.
 *
 * @param problems by place
 * @param digest {@code sha256:HEX}; empty when the document is refused
 */
record LocalCheck(List<Problem> problems, String digest) {
    static LocalCheck ofCatalog(DocumentFile catalog) {
        return of(CatalogCompiler.compile(catalog.source(), catalog.text()));
    }

    static LocalCheck ofAccess(DocumentFile access) {
        return of(AccessCompiler.compile(access.source(), access.text()));
    }

    static LocalCheck ofEstimates(DocumentFile estimates) {
        return of(EstimatesCompiler.compile(estimates.source(), estimates.text()));
    }

    /**
     * Of a policy with that catalog; the problems of what it refers to where that does not compile.
     *
     * @param estimates that it may pin; null: none
     */
    static LocalCheck ofPolicy(DocumentFile policy, DocumentFile catalog, @Nullable DocumentFile estimates) {
        return switch (CatalogCompiler.compile(catalog.source(), catalog.text())) {
            case CompileResult.Rejected<Catalog>(var problems) -> new LocalCheck(problems, "");
            case CompileResult.Compiled<Catalog> compiled ->
                estimates == null
                        ? ofPolicy(policy, Shelf.of(compiled.value()))
                        : ofPolicy(policy, compiled.value(), estimates);
        };
    }

    private static LocalCheck ofPolicy(DocumentFile policy, Catalog catalog, DocumentFile estimates) {
        return switch (EstimatesCompiler.compile(estimates.source(), estimates.text())) {
            case CompileResult.Rejected<Estimates>(var problems) -> new LocalCheck(problems, "");
            case CompileResult.Compiled<Estimates> compiled ->
                ofPolicy(policy, new Shelf(catalog, Map.of(compiled.digest(), compiled.value())));
        };
    }

    private static LocalCheck ofPolicy(DocumentFile policy, Shelf shelf) {
        return of(PolicyCompiler.compile(policy.source(), policy.text(), shelf));
    }

    private static <T> LocalCheck of(CompileResult<T> result) {
        return switch (result) {
            case CompileResult.Compiled<T> compiled ->
                new LocalCheck(compiled.warnings(), compiled.digest().toString());
            case CompileResult.Rejected<T>(var problems) -> new LocalCheck(problems, "");
        };
    }
}
