package io.tiergate.cli.document;

import io.tiergate.cli.session.Session;
import io.tiergate.policy.document.Document;
import io.tiergate.policy.document.DocumentKind;
import io.tiergate.policy.document.Problems;
import java.nio.file.Path;
import java.util.Set;
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
            return text.lines().anyMatch(line -> line.startsWith("catalog:"))
                    ? DocumentKind.CATALOG
                    : text.lines().anyMatch(line -> line.startsWith("tenants:"))
                            ? DocumentKind.ACCESS
                            : DocumentKind.POLICY;
        }
        Set<String> names = document.root().members().keySet();
        if (names.contains("policy")) {
            return DocumentKind.POLICY;
        }
        if (names.contains("catalog") || names.contains("models")) {
            return DocumentKind.CATALOG;
        }
        return names.contains("tenants") || names.contains("keys") || names.contains("certificates")
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
        };
    }
}
