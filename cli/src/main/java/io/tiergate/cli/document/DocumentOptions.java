package io.tiergate.cli.document;

import io.tiergate.cli.session.Session;
import io.tiergate.policy.document.DocumentKind;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which document a command is given. */
final class DocumentOptions {
    @Parameters(paramLabel = "FILE", description = "Policy, catalog, access document or estimates, YAML or JSON.")
    private Path file = Path.of("");

    @Option(
            names = "--kind",
            paramLabel = "policy|catalog|access|estimates",
            description = "What the document is. Default: as its content says.")
    private @Nullable DocumentKind kind;

    DocumentFile read(Session session) {
        return DocumentFile.read(session, file, kind);
    }

    /** The document's place, for what stands beside it. */
    Path file() {
        return file;
    }
}
