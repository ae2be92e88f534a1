package io.tiergate.cli.stack;

import io.tiergate.cli.session.UpState;
import io.tiergate.cli.terminal.Figures;
import io.tiergate.cli.terminal.JsonText;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code tiergate up} has started.
 *
 * @param policy the first one's name
 * @param key of the caller, to be shown once; null where it was made earlier
 * @param simulator its address; empty: none
 * @param logs the folder of logs
 */
record Running(UpState state, String policy, @Nullable String key, String simulator, Path logs) {
    private static final int KEY_COLUMN = 16;

    Map<String, @Nullable Object> json(long millis) {
        return JsonText.object(
                "state",
                "ready",
                "ready_ms",
                millis,
                "control_plane",
                state.controlPlane(),
                "agents",
                state.agents().stream()
                        .map(agent -> JsonText.object(
                                "name",
                                agent.name(),
                                "http",
                                agent.http(),
                                "grpc",
                                agent.grpc(),
                                "base_url",
                                baseUrl(agent)))
                        .toList(),
                "simulator",
                simulator.isEmpty() ? null : simulator,
                "policy",
                policy,
                "caller_key_file",
                state.callerKeyFile().toString(),
                "operator_key_file",
                state.operatorKeyFile().toString(),
                "agents_key_file",
                state.agentsKeyFile().toString(),
                "logs",
                logs.toString());
    }

    private static String baseUrl(UpState.Agent agent) {
        return "http://" + agent.http() + "/v1";
    }

    String text(Path here, long nanos) {
        UpState.Agent first = state.agents().getFirst();
        String keyFile = near(here, state.callerKeyFile());
        StringBuilder text = new StringBuilder("\nTiergate is up, after " + Figures.duration(nanos / 1_000) + ".\n\n");
        for (UpState.Agent agent : state.agents()) {
            row(text, "agent " + agent.name(), baseUrl(agent) + "  gRPC " + agent.grpc());
        }
        row(text, "control plane", "gRPC " + state.controlPlane());
        if (!simulator.isEmpty()) {
            row(text, "simulator", "http://" + simulator + " (made-up models and answers)");
        }
        row(text, "caller's key", keyFile + (key == null ? "" : ", shown this once: " + key));
        row(text, "operator's key", near(here, state.operatorKeyFile()) + " (the control plane)");
        row(text, "agents' key", near(here, state.agentsKeyFile()) + " (records, cache)");
        row(text, "logs", near(here, logs));
        text.append("\nTry it:\n  curl ")
                .append(baseUrl(first))
                .append("/chat/completions -i -H \"authorization: Bearer $(cat ")
                .append(keyFile)
                .append(")\" \\\n    -H 'content-type: application/json' -d '{\"model\": \"")
                .append(policy)
                .append("\", \"messages\": [{\"role\": \"user\", \"content\": \"Hello\"}]}'\n")
                .append("  tiergate fleet        (in this directory, every command finds what runs here)\n")
                .append("\nAny OpenAI SDK: OPENAI_BASE_URL=")
                .append(baseUrl(first))
                .append(" OPENAI_API_KEY=$(cat ")
                .append(keyFile)
                .append("), model \"")
                .append(policy)
                .append("\".\nStop it with Ctrl-C.\n");
        return text.toString();
    }

    private static void row(StringBuilder text, String name, String value) {
        text.append("  ")
                .append(name)
                .append(" ".repeat(Math.max(1, KEY_COLUMN - name.length())))
                .append(value)
                .append('\n');
    }

    private static String near(Path here, Path file) {
        return file.startsWith(here) ? here.relativize(file).toString() : file.toString();
    }

    static List<UpState.Agent> agents(List<LocalAgent> agents) {
        return agents.stream()
                .map(agent -> new UpState.Agent(agent.name(), agent.grpc(), agent.http()))
                .toList();
    }
}
