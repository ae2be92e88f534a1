package io.tiergate.cli.document;

import io.tiergate.cli.session.Connections;
import io.tiergate.cli.session.Session;
import io.tiergate.cli.session.Wire;
import io.tiergate.cli.terminal.JsonText;
import io.tiergate.cli.terminal.Terminal;
import io.tiergate.policy.document.DocumentKind;
import io.tiergate.v1.GetRevisionRequest;
import io.tiergate.v1.Revision;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tiergate policy show}. */
@Command(name = "show", description = "Shows a stored document as it was written.")
final class ShowCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "NAME", description = "A policy's or estimates' name, or `catalog` or `access`.")
    private String name = "";

    @Option(
            names = "--kind",
            paramLabel = "policy|catalog|access|estimates",
            description = "What it is. Default: as its name says, else a policy.")
    private @Nullable DocumentKind kind;

    @Option(names = "--revision", paramLabel = "N", description = "Which one. Default: the newest.")
    private long revision;

    ShowCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        GetRevisionRequest request = GetRevisionRequest.newBuilder()
                .setKind(DocumentFile.wire(kind == null ? kindOf(name) : kind))
                .setName(name)
                .setRevision(revision)
                .build();
        try (Connections connections = session.connect()) {
            Revision found = connections.controlPlane().policies(policies -> policies.getRevision(request));
            Map<String, @Nullable Object> json = json(found);
            json.put("text", found.getText());
            String text = found.getText();
            session.show(json, () -> Terminal.safe(text.endsWith("\n") ? text : text + "\n"));
            if (!session.json()) {
                session.terminal()
                        .note(name + " revision " + found.getRevision() + ", " + Wire.digest(found.getDigest())
                                + ", by " + found.getAuthor() + " at " + Wire.time(found.getTime()) + ": "
                                + found.getMessage());
            }
        }
        return 0;
    }

    /** The two documents that have no name of their own are named by their kind. */
    static DocumentKind kindOf(String name) {
        return switch (name) {
            case "catalog" -> DocumentKind.CATALOG;
            case "access" -> DocumentKind.ACCESS;
            default -> DocumentKind.POLICY;
        };
    }

    static Map<String, @Nullable Object> json(Revision revision) {
        return JsonText.object(
                "kind", Wire.label(revision.getKind(), "DOCUMENT_KIND_"),
                "name", revision.getName(),
                "revision", revision.getRevision(),
                "digest", Wire.digest(revision.getDigest()),
                "author", revision.getAuthor(),
                "message", revision.getMessage(),
                "time", Wire.time(revision.getTime()));
    }
}
