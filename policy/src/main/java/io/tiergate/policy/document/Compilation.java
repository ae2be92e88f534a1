package io.tiergate.policy.document;

import org.jspecify.annotations.Nullable;

/**
 * The stages that every kind of document goes through: read, compare with its schema, then what its compiler makes of it. Each stage runs as
 * far as it can, so that all problems come at once.
 */
public final class Compilation {
    private final SchemaCheck schema;
    private final Problems problems;

    /** Of one document of that file or name. */
    public Compilation(String source, SchemaCheck schema) {
        this.schema = schema;
        this.problems = new Problems(source);
    }

    /** What a kind of document says. */
    @FunctionalInterface
    public interface Compiler<T> {
        /**
         * Makes the value, adding to {@link Compilation#problems}; what it returns counts only when there is no error.
         *
         * @param root the document's fields
         * @param digest the document's identity
         */
        @Nullable
        T compile(Fields root, Digest digest);
    }

    /** What is found on the way. */
    public Problems problems() {
        return problems;
    }

    /** Runs all stages on a text. */
    public <T> CompileResult<T> run(String text, Compiler<T> compiler) {
        return run(Document.read(text, problems), compiler);
    }

    /** Runs all stages on UTF-8 bytes. */
    public <T> CompileResult<T> run(byte[] utf8, Compiler<T> compiler) {
        return run(Document.read(utf8, problems), compiler);
    }

    private <T> CompileResult<T> run(@Nullable Document document, Compiler<T> compiler) {
        if (document != null) {
            schema.check(document.root(), problems);
            T value = compiler.compile(new Fields(document.root(), problems), document.digest());
            if (value != null && !problems.hasErrors()) {
                return new CompileResult.Compiled<>(value, document, problems.sorted());
            }
        }
        return new CompileResult.Rejected<>(problems.sorted());
    }
}
