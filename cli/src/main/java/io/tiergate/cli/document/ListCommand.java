package io.tiergate.cli.document;

import io.tiergate.cli.session.Connections;
import io.tiergate.cli.session.Peer;
import io.tiergate.cli.session.Session;
import io.tiergate.cli.session.Wire;
import io.tiergate.cli.terminal.Paint;
import io.tiergate.cli.terminal.Table;
import io.tiergate.policy.document.DocumentKind;
import io.tiergate.v1.GetRoutingRequest;
import io.tiergate.v1.ListRevisionsRequest;
import io.tiergate.v1.Revision;
import io.tiergate.v1.RoutingState;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tiergate policy list}. */
@Command(name = "list", description = "Lists stored revisions, newest first, and which of them are active.")
final class ListCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(
            paramLabel = "NAME",
            arity = "0..1",
            description = "Only this policy or these estimates. Default: all documents.")
    private String name = "";

    @Option(
            names = "--kind",
            paramLabel = "policy|catalog|access|estimates",
            description = "Only this kind. Default: all.")
    private @Nullable DocumentKind kind;

    @Option(
            names = "--fleet",
            paramLabel = "NAME",
            description = "Whose active revisions are marked. Default: `default`.")
    private String fleet = "";

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            description = "At most this many (100).")
    private int limit = 100;

    ListCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        ListRevisionsRequest.Builder request =
                ListRevisionsRequest.newBuilder().setName(name).setLimit(limit);
        if (kind != null) {
            request.setKind(DocumentFile.wire(kind));
        }
        try (Connections connections = session.connect()) {
            Peer controlPlane = connections.controlPlane();
            List<Revision> revisions = controlPlane
                    .policies(policies -> policies.listRevisions(request.build()))
                    .getRevisionsList();
            RoutingState routing = controlPlane.policies(policies -> policies.getRouting(
                    GetRoutingRequest.newBuilder().setFleet(fleet).build()));
            Map<String, String> active = ActiveArms.of(routing);
            active.put(Wire.digest(routing.getAccessDigest()), "active");
            session.show(
                    revisions.stream().map(revision -> json(revision, active)).toList(), () -> text(revisions, active));
        }
        return 0;
    }

    private static String activity(Revision revision, Map<String, String> active) {
        return active.getOrDefault(Wire.digest(revision.getDigest()), "");
    }

    private static Map<String, @Nullable Object> json(Revision revision, Map<String, String> active) {
        Map<String, @Nullable Object> json = ShowCommand.json(revision);
        json.put("active", activity(revision, active));
        return json;
    }

    private String text(List<Revision> revisions, Map<String, String> active) {
        if (revisions.isEmpty()) {
            return "nothing is stored\n";
        }
        Table table = Table.of("KIND", "NAME", ">REVISION", "ACTIVE", "DIGEST", "TIME", "AUTHOR", "MESSAGE");
        for (Revision revision : revisions) {
            table.row(
                    Wire.label(revision.getKind(), "DOCUMENT_KIND_"),
                    revision.getName(),
                    revision.getRevision(),
                    Table.cell(activity(revision, active), Paint.GREEN),
                    Wire.abbreviated(Wire.digest(revision.getDigest())),
                    Wire.time(revision.getTime()),
                    revision.getAuthor(),
                    revision.getMessage());
        }
        return table.render(session.terminal());
    }
}
