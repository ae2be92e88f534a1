package io.tiergate.cli.record;

import io.tiergate.cli.session.Connections;
import io.tiergate.cli.session.Peer;
import io.tiergate.cli.session.Session;
import io.tiergate.cli.terminal.ExitCode;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.cli.terminal.JsonText;
import io.tiergate.v1.GetRecordRequest;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code tiergate explain}. */
@Command(name = "explain", description = "Tells what happened to one request, and why.")
public final class ExplainCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "ID", description = "The decision's id, as replies and `records tail` have it.")
    private String id = "";

    /** The command of that session. */
    public ExplainCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        int dot = id.lastIndexOf('.');
        if (dot < 1) {
            throw Failure.usage("'" + id + "' is no decision id", "it is AGENT.UUID; see `tiergate records tail`");
        }
        try (Connections connections = session.connect()) {
            String json = keeper(connections.recordKeepers(), id.substring(0, dot))
                    .records(records -> records.get(
                            GetRecordRequest.newBuilder().setDecisionId(id).build()))
                    .getJson();
            session.show(new JsonText.Raw(json), () -> Story.of(RecordRow.parse(json), session.terminal()));
        }
        return 0;
    }

    /** The agent of that name, or the only one where names are not known. */
    private static Peer keeper(List<Peer> agents, String name) {
        for (Peer agent : agents) {
            if (agent.name().equals(name)) {
                return agent;
            }
        }
        if (agents.size() == 1) {
            return agents.getFirst();
        }
        throw new Failure(
                ExitCode.UNREACHABLE,
                "agent " + name + " is not in the fleet",
                "give its address with --agent HOST:PORT");
    }
}
