package io.tiergate.cli.fleet;

import io.tiergate.cli.session.Connections;
import io.tiergate.cli.session.Session;
import io.tiergate.cli.session.Wire;
import io.tiergate.cli.terminal.Figures;
import io.tiergate.cli.terminal.JsonText;
import io.tiergate.cli.terminal.Paint;
import io.tiergate.cli.terminal.Table;
import io.tiergate.cli.terminal.Terminal;
import io.tiergate.v1.AgentState;
import io.tiergate.v1.FleetState;
import io.tiergate.v1.GetFleetRequest;
import io.tiergate.v1.Problem;
import io.tiergate.v1.ResourceState;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tiergate fleet}. */
@Command(name = "fleet", description = "Shows every agent, and whether it runs what it should.")
public final class FleetCommand implements Callable<Integer> {
    private final Session session;

    @Option(names = "--fleet", paramLabel = "NAME", description = "Only this fleet. Default: all.")
    private String fleet = "";

    @Option(
            names = "--watch",
            description = "Again at every change, until interrupted; JSON is then one object a line.")
    private boolean watch;

    /** The command of that session. */
    public FleetCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        GetFleetRequest request = GetFleetRequest.newBuilder().setFleet(fleet).build();
        try (Connections connections = session.connect()) {
            if (!watch) {
                FleetState state = connections.controlPlane().fleet(stub -> stub.getFleet(request));
                session.show(json(state), () -> text(state));
                return 0;
            }
            return connections.controlPlane().watchFleet(stub -> {
                stub.watchFleet(request).forEachRemaining(this::changed);
                return 0;
            });
        }
    }

    private void changed(FleetState state) {
        if (session.json()) {
            session.terminal().line(JsonText.compact(json(state)));
        } else {
            session.terminal().line(Wire.time(state.getTime()) + "\n" + text(state));
        }
    }

    private String text(FleetState state) {
        Table table = Table.of(
                "AGENT",
                "FLEET",
                "ADDRESS",
                "RESOURCE",
                "STATE",
                ">TARGET",
                ">ACTIVE",
                "DIGEST",
                ">TO ACTIVE",
                "LAST SEEN");
        StringBuilder problems = new StringBuilder();
        for (AgentState agent : state.getAgentsList()) {
            for (ResourceState resource : agent.getResourcesList()) {
                table.row(
                        agent.getAgent(),
                        agent.getFleet(),
                        agent.getGrpcAddress().isEmpty() ? "-" : agent.getGrpcAddress(),
                        Wire.label(resource.getResource()),
                        Table.cell(Convergence.label(resource.getState()), paint(resource.getState())),
                        generation(resource.getTargetGeneration()),
                        generation(resource.getActiveGeneration()),
                        Wire.abbreviated(Wire.digest(resource.getActiveDigest())),
                        resource.getTimeToActiveMicros() == 0
                                ? "-"
                                : Figures.duration(resource.getTimeToActiveMicros()),
                        Wire.time(agent.getLastSeen()));
                resource.getProblemsList().forEach(problem -> problem(agent, problem, problems));
            }
        }
        return table.isEmpty() ? "no agent has joined\n" : table.render(session.terminal()) + problems;
    }

    private static void problem(AgentState agent, Problem problem, StringBuilder text) {
        text.append(Terminal.safe(agent.getAgent()))
                .append(problem.getWarning() ? ": warning: " : ": error: ")
                .append(Terminal.safe(problem.getSource()))
                .append(problem.getLine() > 0 ? ":" + problem.getLine() + ":" + problem.getColumn() + ": " : ": ")
                .append(Terminal.safe(problem.getMessage()))
                .append(problem.getSuggestion().isEmpty() ? "" : "; " + Terminal.safe(problem.getSuggestion()))
                .append('\n');
    }

    private static String generation(long generation) {
        return generation == 0 ? "-" : Long.toString(generation);
    }

    private static Paint paint(ResourceState.State state) {
        return switch (state) {
            case CONVERGED -> Paint.GREEN;
            case REJECTED, STALLED -> Paint.RED;
            case UNREACHABLE, SENDING -> Paint.YELLOW;
            case EMPTY, STATE_UNSPECIFIED, UNRECOGNIZED -> Paint.PLAIN;
        };
    }

    private static Map<String, @Nullable Object> json(FleetState state) {
        return JsonText.object(
                "time",
                Wire.time(state.getTime()),
                "agents",
                state.getAgentsList().stream().map(FleetCommand::json).toList());
    }

    private static Map<String, @Nullable Object> json(AgentState agent) {
        return JsonText.object(
                "agent", agent.getAgent(),
                "fleet", agent.getFleet(),
                "labels", new java.util.TreeMap<>(agent.getLabelsMap()),
                "build", agent.getBuild(),
                "grpc_address", agent.getGrpcAddress(),
                "connected", agent.getConnected(),
                "last_seen", Wire.time(agent.getLastSeen()),
                "resources",
                        agent.getResourcesList().stream()
                                .map(FleetCommand::json)
                                .toList());
    }

    private static Map<String, @Nullable Object> json(ResourceState resource) {
        return JsonText.object(
                "resource", Wire.label(resource.getResource()),
                "state", Convergence.label(resource.getState()),
                "target_generation", resource.getTargetGeneration(),
                "target_digest", Wire.digest(resource.getTargetDigest()),
                "active_generation", resource.getActiveGeneration(),
                "active_digest", Wire.digest(resource.getActiveDigest()),
                "time_to_active_micros", resource.getTimeToActiveMicros(),
                "problems",
                        resource.getProblemsList().stream()
                                .map(problem -> JsonText.object(
                                        "source", problem.getSource(),
                                        "path", problem.getPath(),
                                        "line", problem.getLine(),
                                        "column", problem.getColumn(),
                                        "severity", problem.getWarning() ? "warning" : "error",
                                        "message", problem.getMessage(),
                                        "suggestion", problem.getSuggestion()))
                                .toList());
    }
}
