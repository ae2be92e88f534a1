package io.tiergate.cli.record;

import io.tiergate.cli.session.Connections;
import io.tiergate.cli.session.Peer;
import io.tiergate.cli.session.Session;
import io.tiergate.cli.terminal.ExitCode;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.cli.terminal.JsonText;
import io.tiergate.cli.terminal.Paint;
import io.tiergate.cli.terminal.Terminal;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.record.Replay;
import io.tiergate.policy.snapshot.Routing;
import io.tiergate.v1.ScanRequest;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    private static final int SHOWN = 20;

    private final Session session;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..*",
            description = "Records as JSON lines, .gz too. Else the agents' own.")
    private List<Path> files = List.of();

    @Option(names = "--last", paramLabel = "N", description = "Of each agent, at most this many (1000).")
    private int last = 1_000;

    @Option(
            names = "--documents",
            paramLabel = "DIR",
            description = "Where manifests and documents are. Else the control plane.")
    private @Nullable Path documents;

    /** The command of that session. */
    public ReplayCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        try (Connections connections = session.connect()) {
            Path folder = documents;
            Tally tally = new Tally(new Routings(
                    folder == null ? Documents.of(connections.controlPlane()) : Documents.in(session.path(folder))));
            if (files.isEmpty()) {
                for (Peer agent : connections.recordKeepers()) {
                    LastRecords.of(agent, ScanRequest.getDefaultInstance(), last)
                            .forEach(tally::add);
                }
            } else {
                files.forEach(file -> lines(file, tally::add));
            }
            session.show(tally.json(), () -> tally.text(session.terminal()));
            return (tally.same == tally.replayed ? ExitCode.OK : ExitCode.NO).code();
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

    /** What came of it so far. */
    private static final class Tally {
        private final Routings routings;
        private final List<Map<String, @Nullable Object>> different = new ArrayList<>();
        private final List<Map<String, @Nullable Object>> unreadable = new ArrayList<>();
        private final StringBuilder lines = new StringBuilder();
        private int replayed;
        private int same;

        Tally(Routings routings) {
            this.routings = routings;
        }

        void add(String json) {
            replayed++;
            byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
            Digest digest = Replay.routingOf(bytes);
            if (digest == null) {
                judge(bytes, null);
                return;
            }
            switch (routings.of(digest)) {
                case Routings.Loaded.Ready(var routing) -> judge(bytes, routing);
                case Routings.Loaded.Missing(var why) -> unreadable(id(bytes), why);
            }
        }

        private void judge(byte[] json, @Nullable Routing routing) {
            switch (Replay.replay(json, routing)) {
                case Replay.Result.Same() -> same++;
                case Replay.Result.Different(var path, var recorded, var now) -> {
                    String id = id(json);
                    different.add(JsonText.object("id", id, "path", path, "recorded", recorded, "replayed", now));
                    line(id + ": " + path + " was " + orNothing(recorded) + ", is " + orNothing(now));
                }
                case Replay.Result.Unreadable(var why) -> unreadable(id(json), why);
            }
        }

        private void unreadable(String id, String why) {
            unreadable.add(JsonText.object("id", id, "why", why));
            line(id + ": cannot be replayed: " + why);
        }

        private void line(String text) {
            if (different.size() + unreadable.size() <= SHOWN) {
                lines.append(Terminal.safe(text)).append('\n');
            }
        }

        private static String orNothing(String json) {
            return json.isEmpty() ? "not there" : json;
        }

        private static String id(byte[] json) {
            try {
                String id = RecordRow.parse(new String(json, StandardCharsets.UTF_8))
                        .path("id")
                        .asString("");
                return id.isEmpty() ? "a line without id" : id;
            } catch (Failure e) {
                return "a line that is no record";
            }
        }

        Map<String, @Nullable Object> json() {
            return JsonText.object(
                    "replayed", replayed, "same", same, "different", different, "unreadable", unreadable);
        }

        String text(Terminal terminal) {
            int others = different.size() + unreadable.size();
            return lines
                    + (others > SHOWN ? "and " + (others - SHOWN) + " more\n" : "")
                    + "replayed " + replayed + " records: "
                    + terminal.paint(others == 0 ? Paint.GREEN : Paint.PLAIN, same + " same")
                    + (different.isEmpty() ? "" : ", " + terminal.paint(Paint.RED, different.size() + " different"))
                    + (unreadable.isEmpty()
                            ? ""
                            : ", " + terminal.paint(Paint.RED, unreadable.size() + " cannot be replayed"))
                    + "\n";
        }
    }
}
