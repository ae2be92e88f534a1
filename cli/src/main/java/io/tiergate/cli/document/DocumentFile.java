package io.tiergate.cli.document;

import io.tiergate.cli.session.Session;
import io.tiergate.policy.document.Document;
import io.tiergate.policy.document.DocumentKind;
import io.tiergate.policy.document.Problems;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A document on disk.
 *
 * @param source as the command line names it, for problems
 * @param kind given, or told by the outermost names
 */
record DocumentFile(String source, String text, DocumentKind kind) {
    static DocumentFile read(Session session, Path file, @Nullable DocumentKind given) {
        String text = session.read(file);
        return new DocumentFile(file.toString(), text, given == null ? kindOf(text) : given);
    }

    /** What the outermost names say; a policy where they say nothing. */
    static DocumentKind kindOf(String text) {
        Document document = Document.read(text, new Problems(""));
        if (document == null) {
            return kindOf(outermost -> text.lines().anyMatch(line -> line.startsWith(outermost + ":")));
        }
        return kindOf(document.root().members()::containsKey);
    }

    private static DocumentKind kindOf(Predicate<String> names) {
        if (names.test("policy")) {
            return DocumentKind.POLICY;
        }
        if (names.test("estimates")) {
            return DocumentKind.ESTIMATES;
        }
        if (names.test("catalog") || names.test("models")) {
            return DocumentKind.CATALOG;
        }
        return names.test("tenants") || names.test("keys") || names.test("certificates")
                ? DocumentKind.ACCESS
                : DocumentKind.POLICY;
    }

    io.tiergate.v1.DocumentKind wireKind() {
        return wire(kind);
    }

    static io.tiergate.v1.DocumentKind wire(DocumentKind kind) {
        return switch (kind) {
            case POLICY -> io.tiergate.v1.DocumentKind.DOCUMENT_KIND_POLICY;
            case CATALOG -> io.tiergate.v1.DocumentKind.DOCUMENT_KIND_CATALOG;
            case ACCESS -> io.tiergate.v1.DocumentKind.DOCUMENT_KIND_ACCESS;
            case ESTIMATES -> io.tiergate.v1.DocumentKind.DOCUMENT_KIND_ESTIMATES;
        };
    }
}
