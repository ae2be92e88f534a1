package io.tiergate.cli.demo;

import io.tiergate.laboratory.recorded.RecordedPrompt;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the provider would charge each model's answer to each prompt with, called or not. */
final class Quotes {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final Map<String, Map<String, Quote>> byModel = new LinkedHashMap<>();

    /** Of the simulator's lines. */
    Quotes(String lines) {
        lines.lines().map(MAPPER::readTree).forEach(this::add);
    }

    /**
     * One answer.
     *
     * @param recordedId the model's id in the set
     * @param micros micro-dollars
     */
    record Quote(String recordedId, long micros) {}

    private void add(JsonNode line) {
        byModel.computeIfAbsent(line.path("model").asString(""), _ -> new HashMap<>())
                .put(
                        line.path("prompt").asString(""),
                        new Quote(
                                line.path("recorded").asString(""),
                                line.path("micros").asLong(0)));
    }

    /** The quote, or null where the model has no answer to that prompt. */
    @Nullable
    Quote of(String model, RecordedPrompt prompt) {
        return byModel.getOrDefault(model, Map.of()).get(prompt.id());
    }

    /** What the model's answer is worth, or null where that is not known. */
    @Nullable
    Double score(String model, RecordedPrompt prompt) {
        Quote quote = of(model, prompt);
        return quote == null ? null : prompt.score(quote.recordedId());
    }

    /** The models that have an answer to every request, in the catalog's order. */
    List<String> completeModels(List<Ask> asks) {
        return byModel.keySet().stream()
                .filter(model -> asks.stream().allMatch(ask -> score(model, ask.prompt()) != null))
                .toList();
    }
}
