package io.tiergate.systemtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The demo's prompts and its traffic. */
final class Workload {
    private static final Path FOLDER = Homes.project().resolve("examples").resolve("demo");
    private static final Map<String, Prompt> PROMPTS = prompts();

    private Workload() {}

    /** One of its prompts, with what each model answers. */
    record Prompt(String id, String task, String domain, JsonNode messages, JsonNode answers) {
        String answer(String model) {
            return answers.path(model).path("text").asString();
        }
    }

    /** One request of the traffic. */
    record Request(Prompt prompt, String tenant, String session, boolean highStakes, boolean streamed) {
        /** An OpenAI chat request. */
        ObjectNode body() {
            ObjectNode body = JsonMapper.shared().createObjectNode().put("model", "desk");
            body.set("messages", prompt.messages());
            if (streamed) {
                body.put("stream", true);
            }
            return body;
        }

        /** What is declared of it, names and values in turn. */
        String[] headers() {
            return new String[] {
                "x-tiergate-task",
                prompt.task(),
                "x-tiergate-domain",
                prompt.domain(),
                "x-tiergate-session",
                session,
                "x-tiergate-stakes",
                highStakes ? "high" : "low"
            };
        }
    }

    static Prompt prompt(String id) {
        return Objects.requireNonNull(PROMPTS.get(id), id);
    }

    private static Map<String, Prompt> prompts() {
        Map<String, Prompt> prompts = new LinkedHashMap<>();
        try (Stream<String> lines = Files.lines(FOLDER.resolve("workload.jsonl"))) {
            lines.map(line -> JsonMapper.shared().readTree(line))
                    .map(json -> new Prompt(
                            json.path("id").asString(),
                            json.path("task").asString(),
                            json.path("domain").asString(),
                            json.path("messages"),
                            json.path("answers")))
                    .forEach(prompt -> prompts.put(prompt.id(), prompt));
        } catch (IOException e) {
            throw new IllegalStateException("cannot read the demo's workload", e);
        }
        return prompts;
    }

    /** The traffic, in its order. */
    static List<Request> traffic() {
        JsonNode json = JsonMapper.shared().readTree(LiveStack.read(FOLDER.resolve("traffic.json")));
        return json.path("requests")
                .valueStream()
                .map(request -> new Request(
                        prompt(request.path("prompt").asString()),
                        request.path("tenant").asString(),
                        request.path("session").asString(),
                        request.path("stakes").asString("").equals("high"),
                        request.path("stream").asBoolean(false)))
                .toList();
    }
}
