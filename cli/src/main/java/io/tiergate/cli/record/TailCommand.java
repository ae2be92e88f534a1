package io.tiergate.cli.record;

import io.tiergate.cli.session.Connections;
import io.tiergate.cli.session.Peer;
import io.tiergate.cli.session.Session;
import io.tiergate.cli.terminal.ExitCode;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.cli.terminal.JsonText;
import io.tiergate.cli.terminal.Paint;
import io.tiergate.cli.terminal.Table;
import io.tiergate.v1.Record;
import io.tiergate.v1.ScanRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code tiergate records tail}. */
@Command(name = "tail", description = "Shows the last decisions of all agents, oldest first.")
final class TailCommand implements Callable<Integer> {
    private final Session session;

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            description = "How many (20).")
    private int lines = 20;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with new ones, until interrupted; JSON is then one record a line.")
    private boolean follow;

    @Option(names = "--since", paramLabel = "TIME", description = "Only the last 10m, 1h, 7d.")
    private String since = "";

    @Option(names = "--tenant", paramLabel = "NAME", description = "Of that tenant only.")
    private String tenant = "";

    @Option(names = "--policy", paramLabel = "NAME", description = "Of that policy only.")
    private String policy = "";

    @Option(names = "--task", paramLabel = "NAME", description = "Of that task only.")
    private String task = "";

    TailCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (lines < 0) {
            throw Failure.usage("-n: " + lines + " is less than nothing", "give a number from 0");
        }
        ScanRequest request = ScanRequest.newBuilder()
                .setTenant(tenant)
                .setPolicy(policy)
                .setTask(task)
                .setFollow(follow)
                .setLast(lines)
                .setFromMillis(Since.fromMillis(session, since))
                .build();
        try (Connections connections = session.connect()) {
            List<Peer> agents = connections.recordKeepers();
            if (follow) {
                follow(agents, request);
            } else {
                last(agents, request);
            }
        }
        return ExitCode.OK.code();
    }

    private void last(List<Peer> agents, ScanRequest request) {
        List<JsonNode> records = new ArrayList<>();
        for (Peer agent : agents) {
            LastRecords.of(agent, request, lines).forEach(json -> records.add(RecordRow.parse(json)));
        }
        records.sort(Comparator.comparingLong(
                        (JsonNode record) -> record.path("time_ms").asLong(0))
                .thenComparing(record -> record.path("id").asString("")));
        List<JsonNode> shown = records.subList(Math.max(0, records.size() - lines), records.size());
        session.show(
                shown.stream()
                        .map(record -> new JsonText.Raw(record.toString()))
                        .toList(),
                () -> {
                    Table table = Table.of(RecordRow.headings());
                    shown.forEach(record -> table.row(RecordRow.of(record).cells()));
                    return table.isEmpty() ? "no records\n" : table.render(session.terminal());
                });
    }

    private void follow(List<Peer> agents, ScanRequest request) throws InterruptedException {
        AtomicReference<RuntimeException> failure = new AtomicReference<>();
        List<Thread> followers = new ArrayList<>();
        for (Peer agent : agents) {
            followers.add(Thread.ofVirtual().name("follow-" + agent.name()).start(() -> {
                try {
                    agent.followRecords(records -> {
                        records.scan(request).forEachRemaining(this::line);
                        return true;
                    });
                } catch (RuntimeException e) {
                    failure.set(e);
                    session.terminal().note("tiergate: " + e.getMessage());
                }
            }));
        }
        for (Thread follower : followers) {
            follower.join();
        }
        RuntimeException last = failure.get();
        if (last != null) {
            throw last instanceof Failure known
                    ? new Failure(known.exitCode(), "no agent is left to follow", "look at `tiergate fleet`")
                    : last;
        }
    }

    private void line(Record record) {
        if (session.json()) {
            session.terminal().line(record.getJson());
            return;
        }
        RecordRow row = RecordRow.of(RecordRow.parse(record.getJson()));
        StringBuilder line = new StringBuilder();
        for (Object cell : row.cells()) {
            line.append(line.isEmpty() ? "" : "  ")
                    .append(Table.cell(String.valueOf(cell), Paint.PLAIN).text());
        }
        session.terminal().line(line.toString());
    }
}
