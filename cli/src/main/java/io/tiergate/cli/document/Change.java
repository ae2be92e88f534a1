package io.tiergate.cli.document;

import io.tiergate.cli.fleet.Convergence;
import io.tiergate.cli.session.Peer;
import io.tiergate.cli.session.Session;
import io.tiergate.cli.session.Wire;
import io.tiergate.cli.terminal.ExitCode;
import io.tiergate.cli.terminal.Figures;
import io.tiergate.cli.terminal.JsonText;
import io.tiergate.v1.ActivateReply;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of commands that make something current for a fleet, and what they show. Filled by picocli. */
public final class Change {
    @Option(names = "--fleet", paramLabel = "NAME", description = "The fleet that it is for. Default: `default`.")
    String fleet = "";

    @Option(names = "--message", paramLabel = "TEXT", description = "Why, for the history of changes.")
    String message = "";

    @Option(names = "--wait", description = "Wait until every agent runs it; fail if one does not.")
    boolean wait;

    @Option(names = "--timeout", paramLabel = "TIME", description = "How long to wait (30s).")
    String timeout = "30s";

    int show(Session session, Peer controlPlane, String what, ActivateReply reply) {
        Convergence.Outcome outcome = wait
                ? new Convergence.Goal(reply.getFleet(), reply.getResource(), reply.getGeneration())
                        .await(controlPlane, Figures.millis("--timeout", timeout), session.terminal()::note)
                : null;
        Map<String, @Nullable Object> json = JsonText.object(
                "fleet", reply.getFleet(),
                "resource", Wire.label(reply.getResource()),
                "generation", reply.getGeneration(),
                "digest", Wire.digest(reply.getDigest()));
        if (outcome != null) {
            json.put("converged", outcome instanceof Convergence.Outcome.Converged);
            json.put("convergence", outcome.text());
        }
        session.show(
                json,
                () -> what + ": " + Wire.label(reply.getResource()) + " generation " + reply.getGeneration()
                        + " of fleet "
                        + reply.getFleet() + " (" + Wire.digest(reply.getDigest()) + ")\n"
                        + (outcome == null ? "" : outcome.text() + "\n"));
        return (outcome instanceof Convergence.Outcome.Missed ? ExitCode.NO : ExitCode.OK).code();
    }
}
