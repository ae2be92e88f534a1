package io.tiergate.cli.record;

import io.tiergate.cli.session.Connections;
import io.tiergate.cli.session.Peer;
import io.tiergate.cli.session.Session;
import io.tiergate.cli.terminal.ExitCode;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.v1.ScanRequest;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tiergate replay}. */
@Command(name = "replay", description = "Decides recorded requests again and compares bit for bit. Calls no model.")
public final class ReplayCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..*",
            description = "Records as JSON lines, .gz too. Default: the agents' own.")
    private List<Path> files = List.of();

    @Option(names = "--last", paramLabel = "N", description = "Of each agent, at most this many (1000).")
    private int last = 1_000;

    @Option(
            names = "--documents",
            paramLabel = "DIR",
            description = "Where manifests and documents are. Default: the control plane.")
    private @Nullable Path documents;

    /** The command of that session. */
    public ReplayCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        try (Connections connections = session.connect()) {
            Path folder = documents;
            ReplayTally tally = new ReplayTally(
                    folder == null ? Documents.of(connections.controlPlane()) : Documents.in(session.path(folder)));
            if (files.isEmpty()) {
                for (Peer agent : connections.recordKeepers()) {
                    LastRecords.of(agent, ScanRequest.getDefaultInstance(), last)
                            .forEach(tally::add);
                }
            } else {
                files.forEach(file -> lines(file, tally::add));
            }
            session.show(tally.json(), () -> tally.text(session.terminal()));
            return (tally.allSame() ? ExitCode.OK : ExitCode.NO).code();
        }
    }

    private void lines(Path file, Consumer<String> line) {
        try (InputStream bytes = new BufferedInputStream(Files.newInputStream(session.path(file)));
                BufferedReader reader = new BufferedReader(new InputStreamReader(
                        file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes,
                        StandardCharsets.UTF_8))) {
            reader.lines().filter(text -> !text.isBlank()).forEach(line);
        } catch (IOException | java.io.UncheckedIOException e) {
            throw Failure.usage("cannot read " + file, "check that it exists and is whole");
        }
    }
}
