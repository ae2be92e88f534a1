package io.tiergate.policy.record;

import io.tiergate.policy.catalog.Catalog;
import io.tiergate.policy.catalog.Model;
import io.tiergate.policy.compile.Predictions;
import io.tiergate.policy.plan.Decision;
import io.tiergate.policy.plan.Move;
import io.tiergate.policy.plan.Observation;
import io.tiergate.policy.predict.Predicted;
import io.tiergate.policy.record.DecisionRecord.Attempt;
import io.tiergate.policy.record.DecisionRecord.CacheUse;
import io.tiergate.policy.record.DecisionRecord.Content;
import io.tiergate.policy.record.DecisionRecord.End;
import io.tiergate.policy.record.DecisionRecord.Header;
import io.tiergate.policy.record.DecisionRecord.Similar;
import io.tiergate.policy.record.DecisionRecord.Timing;
import io.tiergate.policy.rule.Features;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a record says was known when it was decided, and what came of its calls: {@link RecordWriter}'s JSON read back. */
final class RecordedFacts {
    private final JsonNode recorded;

    /**
     * The facts of that record.
     *
     * @throws UnreplayableException if it is of another version
     */
    RecordedFacts(JsonNode recorded) {
        if (recorded.path("v").asInt(0) != DecisionRecord.VERSION) {
            throw new UnreplayableException("record version " + recorded.path("v") + " is not " + DecisionRecord.VERSION
                    + ", the one that this version replays");
        }
        this.recorded = recorded;
    }

    /** Whether it came to a decision. */
    boolean isDecided() {
        return recorded.has("policy");
    }

    /** Whether it came to a walk. */
    boolean isPlanned() {
        return recorded.has("plan");
    }

    String policy() {
        return string("/policy/name");
    }

    String routingDigest() {
        return string("/routing/digest");
    }

    long stickyHash() {
        return Long.parseUnsignedLong(string("/sticky"), 16);
    }

    long draw() {
        return Long.parseUnsignedLong(string("/draw"), 16);
    }

    JsonNode steps() {
        return recorded.path("steps");
    }

    long referenceMicros() {
        return recorded.path("reference_micros").asLong();
    }

    Timing timing() {
        return new Timing(
                recorded.at("/timing/total_us").asLong(),
                recorded.at("/timing/upstream_us").asLong());
    }

    Header header() {
        return new Header(
                string("/id"),
                recorded.path("time_ms").asLong(),
                string("/agent"),
                string("/build"),
                string("/api"),
                string("/asked"),
                content("routing"),
                content("access"),
                string("/caller"),
                string("/tenant"));
    }

    private @Nullable Content content(String name) {
        JsonNode content = recorded.path(name);
        return content.isMissingNode()
                ? null
                : new Content(
                        content.path("generation").asLong(),
                        content.path("digest").asString(""));
    }

    Predictions.Open open() {
        Set<String> names = new HashSet<>();
        recorded.path("open").forEach(name -> names.add(name.asString("")));
        return new Predictions.Open(names.contains("task"), names.contains("domain"));
    }

    @Nullable
    Predicted predicted() {
        JsonNode node = recorded.path("predicted");
        if (node.isMissingNode()) {
            return null;
        }
        Map<String, Map<String, Integer>> scores = new TreeMap<>();
        node.path("scores").properties().forEach(head -> {
            Map<String, Integer> labels = new TreeMap<>();
            head.getValue()
                    .properties()
                    .forEach(
                            label -> labels.put(label.getKey(), label.getValue().asInt(0)));
            scores.put(head.getKey(), labels);
        });
        return new Predicted(
                node.path("model").asString(""),
                node.path("unseen").asBoolean(false),
                scores,
                node.path("failure").asString(""));
    }

    Features features() {
        JsonNode node = recorded.path("features");
        Map<String, String> tags = new TreeMap<>();
        node.path("tags")
                .properties()
                .forEach(tag -> tags.put(tag.getKey(), tag.getValue().asString("")));
        return new Features(
                node.path("task").asString(""),
                optional(node, "domain"),
                node.path("stakes").asString(""),
                new Features.Size(
                        node.path("input_tokens").asLong(),
                        node.path("expected_output_tokens").asLong(),
                        optionalLong(node, "max_output_tokens")),
                new Features.Form(
                        node.path("messages").asInt(),
                        node.path("tools").asBoolean(),
                        node.path("images").asBoolean(),
                        node.path("response_format").asString(""),
                        node.path("stream").asBoolean()),
                new Features.Caller(
                        node.path("tenant").asString(""),
                        node.path("subscription").asString(""),
                        optional(node, "user")),
                tags);
    }

    /** What the caller asked for; the model that is pinned is one of that catalog. */
    Decision.Asked asked(Catalog catalog) {
        JsonNode node = recorded.path("demands");
        String pin = optional(node, "pin");
        Model model = pin == null ? null : catalog.model(pin);
        if (pin != null && model == null) {
            throw new UnreplayableException("the catalog has no model '" + pin + "'");
        }
        return new Decision.Asked(
                optional(node, "at_least"),
                node.path("no_cache").asBoolean(),
                model,
                optionalLong(node, "deadline_ms"));
    }

    CacheUse cache() {
        JsonNode node = recorded.path("cache");
        return new CacheUse(
                node.path("state").asString(""),
                node.path("key").asString(""),
                node.path("origin").asString(""),
                node.path("target").asString(""),
                node.path("tier").asString(""),
                similar(node.path("similar")));
    }

    private static @Nullable Similar similar(JsonNode node) {
        if (node.isMissingNode()) {
            return null;
        }
        return node.has("unasked")
                ? new Similar.Unasked(node.path("unasked").asString(""))
                : new Similar.Found(
                        node.path("probability").asInt(0), node.path("cosine").asInt(0));
    }

    /** How it ended; of a walk's end what was seen, and no move: that is to be decided again. */
    End end() {
        JsonNode node = recorded.path("end");
        return switch (node.path("kind").asString("")) {
            case "hit" -> new End.Hit();
            case "refused" ->
                new End.Refused(
                        node.path("error").asString(""), node.path("message").asString(""));
            default -> new End.Walked(observation(node), new Move.Fail(Move.Failure.CANCELLED, ""));
        };
    }

    /** What was seen before that step, or before the end. */
    static Observation observation(JsonNode node) {
        Set<String> unavailable = new HashSet<>();
        node.path("unavailable").forEach(target -> unavailable.add(target.asString("")));
        return new Observation(node.path("elapsed_ms").asLong(), unavailable);
    }

    /** What came of a step's calls, if they are those of this move. */
    static List<Attempt> attempts(JsonNode step, Move.Calling ask) {
        JsonNode attempts = step.path("attempts");
        if (attempts.size() != ask.calls().size()) {
            throw new UnreplayableException("the move asks " + ask.calls().size() + " targets, the record has "
                    + attempts.size() + " attempts");
        }
        List<Attempt> results = new ArrayList<>();
        for (int i = 0; i < attempts.size(); i++) {
            results.add(AttemptFields.attempt(attempts.get(i), ask, ask.calls().get(i)));
        }
        return results;
    }

    private String string(String pointer) {
        return recorded.at(pointer).asString("");
    }

    private static @Nullable String optional(JsonNode node, String name) {
        return node.has(name) ? node.path(name).asString("") : null;
    }

    private static @Nullable Long optionalLong(JsonNode node, String name) {
        return node.has(name) ? Objects.requireNonNull(node.path(name)).asLong() : null;
    }
}
