package io.tiergate.cli.session;

import io.tiergate.cli.terminal.Failure;
import io.tiergate.cli.terminal.JsonText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What {@code tiergate up} started: {@code .tiergate/up.json} in the directory where it runs, for as long as it runs.
 *
 * @param controlPlane {@code HOST:PORT}
 * @param agents all of them
 * @param operatorKeyFile of the key for the control plane
 * @param agentsKeyFile of the key for agents' records and caches
 * @param callerKeyFile of the key for requests
 */
public record UpState(
        String controlPlane, List<Agent> agents, Path operatorKeyFile, Path agentsKeyFile, Path callerKeyFile) {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    public UpState {
        agents = List.copyOf(agents);
    }

    /**
     * One agent.
     *
     * @param grpc {@code HOST:PORT} of its gRPC services
     * @param http {@code HOST:PORT} of its OpenAI-compatible API
     */
    public record Agent(String name, String grpc, String http) {}

    /** Where the state of that directory is. */
    public static Path file(Path directory) {
        return directory.resolve(".tiergate").resolve("up.json");
    }

    /**
     * The state of that directory, or null when nothing runs there.
     *
     * @throws Failure if the file cannot be read
     */
    public static @Nullable UpState read(Path directory) {
        Path file = file(directory);
        try {
            return of(MAPPER.readTree(Files.readString(file)), directory);
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException | JacksonException e) {
            throw Failure.usage("cannot read " + file, "remove it and run `tiergate up` again");
        }
    }

    private static UpState of(JsonNode json, Path directory) {
        List<Agent> agents = new ArrayList<>();
        for (JsonNode agent : json.path("agents")) {
            agents.add(new Agent(text(agent, "name"), text(agent, "grpc"), text(agent, "http")));
        }
        return new UpState(
                text(json, "control_plane"),
                agents,
                directory.resolve(text(json, "operator_key_file")),
                directory.resolve(text(json, "agents_key_file")),
                directory.resolve(text(json, "caller_key_file")));
    }

    private static String text(JsonNode node, String name) {
        return node.path(name).asString("");
    }

    /** Writes the state of that directory, whole or not at all. */
    public void write(Path directory) throws IOException {
        Path file = file(directory);
        Files.createDirectories(file.getParent());
        Path unfinished = file.resolveSibling("up.json.unfinished");
        Files.writeString(
                unfinished,
                JsonText.pretty(JsonText.object(
                                "control_plane",
                                controlPlane,
                                "agents",
                                agents.stream()
                                        .map(agent -> JsonText.object(
                                                "name", agent.name(), "grpc", agent.grpc(), "http", agent.http()))
                                        .toList(),
                                "operator_key_file",
                                operatorKeyFile.toString(),
                                "agents_key_file",
                                agentsKeyFile.toString(),
                                "caller_key_file",
                                callerKeyFile.toString()))
                        + "\n");
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
