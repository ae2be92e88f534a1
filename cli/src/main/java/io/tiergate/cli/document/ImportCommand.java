package io.tiergate.cli.document;

import io.tiergate.cli.session.Session;
import io.tiergate.cli.terminal.ExitCode;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.cli.terminal.JsonText;
import io.tiergate.policy.catalog.LiteLlmPrices;
import io.tiergate.policy.document.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tiergate catalog import}. */
@Command(
        name = "import",
        description = "Makes a catalog of LiteLLM's price file (model_prices_and_context_window.json).")
final class ImportCommand implements Callable<Integer> {
    private final Session session;

    @Option(names = "--litellm", required = true, paramLabel = "FILE", description = "The price file.")
    private Path prices = Path.of("");

    @Option(
            names = "--models",
            required = true,
            arity = "1..*",
            paramLabel = "GLOB",
            description = "Models, as the file names them or PROVIDER/NAME; * stands for any characters.")
    private List<String> models = List.of();

    @Option(
            names = "--base-url",
            paramLabel = "PROVIDER=URL",
            description = "Address of a provider that is not known, or in place of the known one.")
    private Map<String, String> baseUrls = new LinkedHashMap<>();

    @Option(names = "--out", paramLabel = "FILE", description = "Where the catalog goes. Default: standard output.")
    private @Nullable Path out;

    ImportCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        return switch (LiteLlmPrices.importModels(session.read(prices), models, baseUrls)) {
            case LiteLlmPrices.Imported.Refused(var problems) -> {
                ProblemReport report = new ProblemReport("", "", problems);
                session.show(
                        JsonText.object("imported", false, "problems", report.json()),
                        () -> report.render(session.terminal()) + prices + ": " + report.count()
                                + "; no catalog was made\n");
                yield ExitCode.NO.code();
            }
            case LiteLlmPrices.Imported.Document(var yaml, var notes) -> {
                imported(yaml, notes);
                yield ExitCode.OK.code();
            }
        };
    }

    private void imported(String yaml, List<Problem> notes) {
        Path target = out;
        if (target != null) {
            write(target, yaml);
        }
        ProblemReport report = new ProblemReport("", "", notes);
        if (!session.json() && !notes.isEmpty()) {
            session.terminal().note(report.render(session.terminal()).stripTrailing());
        }
        session.show(
                JsonText.object(
                        "imported",
                        true,
                        "file",
                        target == null ? null : target.toString(),
                        "catalog",
                        yaml,
                        "problems",
                        report.json()),
                () -> target == null ? yaml : "wrote " + target + "\n");
    }

    private void write(Path target, String yaml) {
        try {
            Files.writeString(session.path(target), yaml);
        } catch (IOException e) {
            throw Failure.usage("cannot write " + target + ": " + e.getMessage(), "choose another --out");
        }
    }
}
