package io.tiergate.policy;

import io.tiergate.policy.access.Access;
import io.tiergate.policy.access.AccessCompiler;
import io.tiergate.policy.catalog.Catalog;
import io.tiergate.policy.catalog.CatalogCompiler;
import io.tiergate.policy.compile.CompiledPolicy;
import io.tiergate.policy.compile.PolicyCompiler;
import io.tiergate.policy.compile.Shelf;
import io.tiergate.policy.document.CompileResult;
import io.tiergate.policy.document.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The documents that tests compile. */
public final class Documents {
    private Documents() {}

    public static String text(String name) {
        try (InputStream in = Documents.class.getResourceAsStream("/documents/" + name)) {
            if (in == null) {
                throw new AssertionError("no test document " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Catalog catalog() {
        return value(CatalogCompiler.compile("catalog.yaml", text("catalog.yaml")));
    }

    public static Access access() {
        return value(AccessCompiler.compile("access.yaml", text("access.yaml")));
    }

    public static CompiledPolicy policy() {
        return value(PolicyCompiler.compile("policy.yaml", text("policy.yaml"), Shelf.of(catalog())));
    }

    /** What compiled; fails with every problem when it did not. */
    public static <T> T value(CompileResult<T> result) {
        return compiled(result).value();
    }

    public static <T> CompileResult.Compiled<T> compiled(CompileResult<T> result) {
        return switch (result) {
            case CompileResult.Compiled<T> compiled -> compiled;
            case CompileResult.Rejected<T> rejected -> throw new AssertionError(rejected.report());
        };
    }

    /** The problems of what was refused; fails when it compiled. */
    public static List<Problem> problems(CompileResult<?> result) {
        return switch (result) {
            case CompileResult.Compiled<?> compiled -> throw new AssertionError("compiled: " + compiled.value());
            case CompileResult.Rejected<?> rejected -> rejected.problems();
        };
    }
}
