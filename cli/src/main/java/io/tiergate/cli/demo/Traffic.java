package io.tiergate.cli.demo;

import io.tiergate.cli.terminal.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Which prompts are sent, by whom and in what order. */
final class Traffic {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Traffic() {}

    /** Every prompt of the set once, in its order. */
    static List<Ask> once(RecordedSet set, String tenant) {
        return set.prompts().values().stream()
                .map(prompt -> new Ask(prompt, tenant, "", false, false))
                .toList();
    }

    /** The requests of a traffic file, whose prompts are the set's. */
    static List<Ask> of(Path file, RecordedSet set) {
        List<Ask> asks = new ArrayList<>();
        try {
            for (JsonNode request : MAPPER.readTree(Files.readString(file)).path("requests")) {
                String id = request.path("prompt").asString("");
                RecordedPrompt prompt = set.prompt(id);
                if (prompt == null) {
                    throw Failure.usage(file + " asks for " + id + ", which " + set.file() + " does not have", "");
                }
                asks.add(new Ask(
                        prompt,
                        request.path("tenant").asString(""),
                        request.path("session").asString(""),
                        request.path("stream").asBoolean(false),
                        request.path("stakes").asString("").equals("high")));
            }
        } catch (IOException | JacksonException e) {
            throw Failure.usage("cannot read " + file + ": " + e.getMessage(), "restore it");
        }
        return asks;
    }
}
