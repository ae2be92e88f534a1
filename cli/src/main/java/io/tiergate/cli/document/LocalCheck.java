package io.tiergate.cli.document;

import io.tiergate.policy.access.AccessCompiler;
import io.tiergate.policy.catalog.Catalog;
import io.tiergate.policy.catalog.CatalogCompiler;
import io.tiergate.policy.compile.PolicyCompiler;
import io.tiergate.policy.document.CompileResult;
import io.tiergate.policy.document.Problem;
import java.util.List;

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

    /** Of a policy with that catalog; the catalog's problems where it does not compile. */
    static LocalCheck ofPolicy(DocumentFile policy, DocumentFile catalog) {
        return switch (CatalogCompiler.compile(catalog.source(), catalog.text())) {
            case CompileResult.Rejected<Catalog>(var problems) -> new LocalCheck(problems, "");
            case CompileResult.Compiled<Catalog> compiled ->
                of(PolicyCompiler.compile(policy.source(), policy.text(), compiled.value()));
        };
    }

    private static <T> LocalCheck of(CompileResult<T> result) {
        return switch (result) {
            case CompileResult.Compiled<T> compiled ->
                new LocalCheck(compiled.warnings(), compiled.digest().toString());
            case CompileResult.Rejected<T>(var problems) -> new LocalCheck(problems, "");
        };
    }
}
