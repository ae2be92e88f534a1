package io.tiergate.cli.demo;

import io.tiergate.cli.terminal.Failure;
import io.tiergate.laboratory.recorded.RecordedPrompt;
import io.tiergate.laboratory.recorded.RecordedSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Which prompts are sent, by whom and in what order. */
final class Traffic {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Traffic() {}

    /** Every prompt of the set once, in its order. */
    static List<Ask> once(RecordedSet set, String tenant) {
        return set.prompts().stream()
                .map(prompt -> new Ask(prompt, tenant, "", false, false))
                .toList();
    }

    /** The requests of a traffic file, whose prompts are the set's. */
    static List<Ask> of(Path file, RecordedSet set) {
        Map<String, RecordedPrompt> prompts = new HashMap<>();
        set.prompts().forEach(prompt -> prompts.put(prompt.id(), prompt));
        List<Ask> asks = new ArrayList<>();
        try {
            for (JsonNode request : MAPPER.readTree(Files.readString(file)).path("requests")) {
                String id = request.path("prompt").asString("");
                RecordedPrompt prompt = prompts.get(id);
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
