package io.tiergate.cli.document;

import io.tiergate.cli.session.Connections;
import io.tiergate.cli.session.Session;
import io.tiergate.cli.session.Wire;
import io.tiergate.cli.terminal.ExitCode;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.cli.terminal.JsonText;
import io.tiergate.cli.terminal.Paint;
import io.tiergate.policy.compile.PolicyCompiler;
import io.tiergate.policy.document.DocumentKind;
import io.tiergate.v1.ValidateReply;
import io.tiergate.v1.ValidateRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tiergate policy validate}. */
@Command(name = "validate", description = "Checks a document and shows everything that is wrong with it.")
final class ValidateCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private DocumentOptions given = new DocumentOptions();

    @Option(
            names = "--catalog",
            paramLabel = "FILE",
            description = "Catalog to check a policy against. Default: `catalog.yaml` beside it, or the fleet's.")
    private @Nullable Path catalog;

    @Option(
            names = "--estimates",
            paramLabel = "FILE",
            description = "Estimates that the policy pins. Default: those that are published.")
    private @Nullable Path estimates;

    @Option(
            names = "--fleet",
            paramLabel = "NAME",
            description = "Whose catalog, where none is at hand. Default: `default`.")
    private String fleet = "";

    ValidateCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        DocumentFile document = given.read(session);
        LocalCheck check = switch (document.kind()) {
            case CATALOG -> LocalCheck.ofCatalog(document);
            case ACCESS -> LocalCheck.ofAccess(document);
            case ESTIMATES -> LocalCheck.ofEstimates(document);
            case POLICY -> policy(document);
        };
        ProblemReport report = new ProblemReport(document.source(), document.text(), check.problems());
        session.show(
                JsonText.object(
                        "valid", !report.hasErrors(),
                        "kind", document.kind().label(),
                        "digest", check.digest(),
                        "problems", report.json()),
                () -> text(document, check, report));
        return (report.hasErrors() ? ExitCode.NO : ExitCode.OK).code();
    }

    private String text(DocumentFile document, LocalCheck check, ProblemReport report) {
        String problems = report.render(session.terminal());
        if (report.hasErrors()) {
            return problems + document.source() + ": " + report.count() + "\n";
        }
        return problems
                + document.source()
                + ": "
                + session.terminal().paint(Paint.GREEN, "valid")
                + " "
                + document.kind().label()
                + ", "
                + check.digest()
                + "\n";
    }

    private LocalCheck policy(DocumentFile policy) {
        DocumentFile learned = estimates == null ? null : DocumentFile.read(session, estimates, DocumentKind.ESTIMATES);
        DocumentFile models = catalog();
        boolean published = learned == null && PolicyCompiler.pinnedEstimates(policy.text()) != null;
        if (models != null && !published) {
            return LocalCheck.ofPolicy(policy, models, learned);
        }
        try (Connections connections = session.connect()) {
            if (!connections.hasControlPlane()) {
                throw published
                        ? Failure.usage("the policy pins estimates, and none are at hand", "give --estimates FILE")
                        : Failure.usage(
                                "a policy is checked against a catalog, and none is at hand", "give --catalog FILE");
            }
            ValidateRequest request = ValidateRequest.newBuilder()
                    .setKind(policy.wireKind())
                    .setText(policy.text())
                    .setSource(policy.source())
                    .setFleet(fleet)
                    .setCatalogText(models == null ? "" : models.text())
                    .setEstimatesText(learned == null ? "" : learned.text())
                    .build();
            ValidateReply reply = connections.controlPlane().policies(policies -> policies.validate(request));
            return new LocalCheck(
                    reply.getProblemsList().stream().map(ProblemReport::of).toList(), Wire.digest(reply.getDigest()));
        }
    }

    /** As given, else beside the policy; null: none is there. */
    private @Nullable DocumentFile catalog() {
        Path models = catalog == null ? given.file().resolveSibling("catalog.yaml") : catalog;
        return catalog != null || Files.exists(session.path(models))
                ? DocumentFile.read(session, models, DocumentKind.CATALOG)
                : null;
    }
}
