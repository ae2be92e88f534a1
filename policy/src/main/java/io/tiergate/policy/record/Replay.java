package io.tiergate.policy.record;

import io.tiergate.policy.arm.ActivePolicy;
import io.tiergate.policy.arm.Arm;
import io.tiergate.policy.arm.StickyKey;
import io.tiergate.policy.catalog.Model;
import io.tiergate.policy.compile.Predictions;
import io.tiergate.policy.compile.Target;
import io.tiergate.policy.cost.TokenUsage;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.gate.CheckResult;
import io.tiergate.policy.plan.AttemptResult;
import io.tiergate.policy.plan.Climb;
import io.tiergate.policy.plan.Decision;
import io.tiergate.policy.plan.Ending;
import io.tiergate.policy.plan.Move;
import io.tiergate.policy.plan.Observation;
import io.tiergate.policy.plan.Opinion;
import io.tiergate.policy.plan.Plan;
import io.tiergate.policy.predict.Predicted;
import io.tiergate.policy.record.DecisionRecord.Attempt;
import io.tiergate.policy.record.DecisionRecord.CacheUse;
import io.tiergate.policy.record.DecisionRecord.Content;
import io.tiergate.policy.record.DecisionRecord.End;
import io.tiergate.policy.record.DecisionRecord.Header;
import io.tiergate.policy.record.DecisionRecord.Similar;
import io.tiergate.policy.record.DecisionRecord.Step;
import io.tiergate.policy.record.DecisionRecord.Timing;
import io.tiergate.policy.rule.Features;
import io.tiergate.policy.snapshot.Routing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Decides again from a record, with the code that serves: arm, rules, plan, every move, the end and the money are worked out from what
 * was known at the time, then the whole record is written again and must be the same bytes.
 */
public final class Replay {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Replay() {}

    /** What replaying one record gives. */
    public sealed interface Result {
        /** The same bytes. */
        record Same() implements Result {}

        /**
         * Another record.
         *
         * @param path of the first member that differs
         * @param recorded its JSON as recorded; empty: not there
         * @param replayed its JSON as decided now; empty: not there
         */
        record Different(String path, String recorded, String replayed) implements Result {}

        /** Not a record that can be replayed; says why. */
        record Unreadable(String why) implements Result {}
    }

    /**
     * The digest of the routing that a record was decided under.
     *
     * @return null where it has none, or is no record at all
     */
    public static @Nullable Digest routingOf(byte[] json) {
        try {
            String digest = MAPPER.readTree(json).at("/routing/digest").asString("");
            return digest.isEmpty() ? null : Digest.parse(digest);
        } catch (JacksonException | IllegalArgumentException e) {
            return null;
        }
    }

    /**
     * Replays one record.
     *
     * @param json the record as written
     * @param routing what it was decided under; null: nothing, for records of agents that had none
     */
    public static Result replay(byte[] json, @Nullable Routing routing) {
        byte[] again;
        try {
            again = RecordWriter.toJson(new Replayed(MAPPER.readTree(json), routing).record());
        } catch (JacksonException e) {
            return new Result.Unreadable("not JSON: " + e.getOriginalMessage());
        } catch (Unreplayable | IllegalArgumentException | ArithmeticException e) {
            return new Result.Unreadable(String.valueOf(e.getMessage()));
        }
        if (Arrays.equals(json, again)) {
            return new Result.Same();
        }
        return firstDifference("", MAPPER.readTree(json), MAPPER.readTree(again));
    }

    private static Result firstDifference(String path, JsonNode recorded, JsonNode replayed) {
        if (recorded.isObject() && replayed.isObject()) {
            Set<String> names = new java.util.LinkedHashSet<>(recorded.propertyNames());
            names.addAll(replayed.propertyNames());
            for (String name : names) {
                JsonNode one = recorded.path(name);
                JsonNode other = replayed.path(name);
                if (!one.equals(other)) {
                    return firstDifference(path + "/" + name, one, other);
                }
            }
        }
        if (recorded.isArray() && replayed.isArray()) {
            for (int i = 0; i < Math.max(recorded.size(), replayed.size()); i++) {
                if (!recorded.path(i).equals(replayed.path(i))) {
                    return firstDifference(path + "/" + i, recorded.path(i), replayed.path(i));
                }
            }
        }
        return new Result.Different(path, text(recorded), text(replayed));
    }

    private static String text(JsonNode node) {
        return node.isMissingNode() ? "" : node.toString();
    }

    /** A record that cannot be replayed; the message says why. */
    private static final class Unreplayable extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unreplayable(String message) {
            super(message, null, false, false);
        }
    }

    /** One record, decided again. */
    private static final class Replayed {
        private final JsonNode recorded;
        private final @Nullable Routing routing;

        Replayed(JsonNode recorded, @Nullable Routing routing) {
            this.recorded = recorded;
            this.routing = routing;
        }

        DecisionRecord record() {
            if (recorded.path("v").asInt(0) != DecisionRecord.VERSION) {
                throw new Unreplayable("record version " + recorded.path("v") + " is not " + DecisionRecord.VERSION
                        + ", the one that this version replays");
            }
            Decision decision = recorded.has("policy") ? decision() : null;
            End end = recordedEnd();
            CacheUse cache = cache();
            Timing timing = new Timing(
                    recorded.at("/timing/total_us").asLong(),
                    recorded.at("/timing/upstream_us").asLong());
            if (decision == null || !recorded.has("plan")) {
                long reference = recorded.path("reference_micros").asLong();
                return new DecisionRecord(
                        header(), decision, cache, null, List.of(), end, List.of(), reference, timing);
            }
            return walked(decision, cache, end, timing);
        }

        private DecisionRecord walked(Decision decision, CacheUse cache, End recordedEnd, Timing timing) {
            Plan plan = decision.plan();
            Climb climb = decision.climb(plan);
            List<Step> steps = new ArrayList<>();
            for (JsonNode step : recorded.path("steps")) {
                Observation seen = observation(step);
                Move move = climb.next(seen);
                if (!(move instanceof Move.Calling ask)) {
                    return ended(decision, cache, plan, steps, new End.Walked(seen, move), climb, timing);
                }
                List<Attempt> attempts = attempts(step, ask);
                climb = climb.after(ask, attempts.stream().map(Attempt::result).toList());
                steps.add(new Step(seen, ask, Attempt.with(attempts, climb)));
            }
            End end = recordedEnd;
            if (recordedEnd instanceof End.Walked) {
                Observation seen = observation(recorded.path("end"));
                Move move = climb.next(seen);
                if (move instanceof Move.Calling ask) {
                    throw new Unreplayable("the walk would go on with " + ask + " where the record ends");
                }
                end = new End.Walked(seen, move);
            }
            return ended(decision, cache, plan, steps, end, climb, timing);
        }

        private DecisionRecord ended(
                Decision decision, CacheUse cache, Plan plan, List<Step> steps, End end, Climb climb, Timing timing) {
            Move last = end instanceof End.Walked walked ? walked.move() : null;
            return new DecisionRecord(
                    header(),
                    decision,
                    cache,
                    plan,
                    steps,
                    end,
                    Ledger.lines(climb.results(), last),
                    Ledger.referenceMicros(decision, climb.results(), last),
                    timing);
        }

        private Header header() {
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

        private Decision decision() {
            if (routing == null) {
                throw new Unreplayable("the routing " + string("/routing/digest") + " is not at hand");
            }
            String name = string("/policy/name");
            ActivePolicy policy = routing.policy(name);
            if (policy == null) {
                throw new Unreplayable("routing " + routing.digest() + " has no policy '" + name + "'");
            }
            long sticky = Long.parseUnsignedLong(string("/sticky"), 16);
            Arm arm = policy.armOf(new StickyKey(sticky));
            Features features = features();
            if (arm.policy().task(features.task()) == null) {
                throw new Unreplayable("policy '" + name + "' has no task '" + features.task() + "'");
            }
            return Decision.of(
                    arm,
                    new Decision.Inputs(
                            sticky,
                            Long.parseUnsignedLong(string("/draw"), 16),
                            features,
                            asked(routing),
                            open(),
                            predicted()));
        }

        private Predictions.Open open() {
            Set<String> names = new HashSet<>();
            recorded.path("open").forEach(name -> names.add(name.asString("")));
            return new Predictions.Open(names.contains("task"), names.contains("domain"));
        }

        private @Nullable Predicted predicted() {
            JsonNode node = recorded.path("predicted");
            if (node.isMissingNode()) {
                return null;
            }
            Map<String, Map<String, Integer>> scores = new TreeMap<>();
            node.path("scores").properties().forEach(head -> {
                Map<String, Integer> labels = new TreeMap<>();
                head.getValue()
                        .properties()
                        .forEach(label ->
                                labels.put(label.getKey(), label.getValue().asInt(0)));
                scores.put(head.getKey(), labels);
            });
            return new Predicted(
                    node.path("model").asString(""),
                    node.path("unseen").asBoolean(false),
                    scores,
                    node.path("failure").asString(""));
        }

        private Features features() {
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

        private Decision.Asked asked(Routing content) {
            JsonNode node = recorded.path("demands");
            String pin = optional(node, "pin");
            Model model = pin == null ? null : content.catalog().model(pin);
            if (pin != null && model == null) {
                throw new Unreplayable("the catalog has no model '" + pin + "'");
            }
            return new Decision.Asked(
                    optional(node, "at_least"),
                    node.path("no_cache").asBoolean(),
                    model,
                    optionalLong(node, "deadline_ms"));
        }

        private CacheUse cache() {
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
                            node.path("probability").asInt(0),
                            node.path("cosine").asInt(0));
        }

        private End recordedEnd() {
            JsonNode node = recorded.path("end");
            return switch (node.path("kind").asString("")) {
                case "hit" -> new End.Hit();
                case "refused" ->
                    new End.Refused(
                            node.path("error").asString(""),
                            node.path("message").asString(""));
                default -> new End.Walked(observation(node), new Move.Fail(Move.Failure.CANCELLED, ""));
            };
        }

        private static Observation observation(JsonNode node) {
            Set<String> unavailable = new HashSet<>();
            node.path("unavailable").forEach(target -> unavailable.add(target.asString("")));
            return new Observation(node.path("elapsed_ms").asLong(), unavailable);
        }

        private static List<Attempt> attempts(JsonNode step, Move.Calling ask) {
            JsonNode attempts = step.path("attempts");
            if (attempts.size() != ask.calls().size()) {
                throw new Unreplayable("the move asks " + ask.calls().size() + " targets, the record has "
                        + attempts.size() + " attempts");
            }
            List<Attempt> results = new ArrayList<>();
            for (int i = 0; i < attempts.size(); i++) {
                Move.Call call = ask.calls().get(i);
                results.add(
                        switch (ask) {
                            case Move.Ask answer -> attempt(attempts.get(i), call.target(), call.number());
                            case Move.Judge judge -> judgement(attempts.get(i), call, judge.attempt());
                        });
            }
            return results;
        }

        private static Attempt judgement(JsonNode node, Move.Call call, int judged) {
            Integer grade = node.has("grade") ? (Integer) node.path("grade").asInt() : null;
            return new Attempt(
                    AttemptResult.judgement(
                            call.number(),
                            call.target(),
                            ending(node),
                            usage(node.path("usage")),
                            node.path("retry_after_ms").asLong(0),
                            new Opinion(judged, grade)),
                    node.path("detail").asString(""),
                    node.path("model").asString(""),
                    node.path("first_us").asLong(),
                    node.path("total_us").asLong());
        }

        private static Ending ending(JsonNode node) {
            return Ending.valueOf(node.path("ending").asString("").toUpperCase(Locale.ROOT));
        }

        private static Attempt attempt(JsonNode node, Target target, int number) {
            List<CheckResult> checks = new ArrayList<>();
            for (JsonNode check : node.path("checks")) {
                checks.add(new CheckResult(
                        check.path("check").asString(""),
                        CheckResult.Outcome.valueOf(
                                check.path("outcome").asString("").toUpperCase(Locale.ROOT)),
                        check.path("detail").asString("")));
            }
            String answer = optional(node, "answer");
            return new Attempt(
                    new AttemptResult(
                                    number,
                                    target,
                                    ending(node),
                                    usage(node.path("usage")),
                                    checks,
                                    answer == null ? null : Digest.parse(answer),
                                    AttemptFields.traits(node),
                                    node.path("committed").asBoolean(),
                                    node.path("retry_after_ms").asLong(0))
                            .beside(AttemptFields.alike(node)),
                    node.path("detail").asString(""),
                    node.path("model").asString(""),
                    node.path("first_us").asLong(),
                    node.path("total_us").asLong());
        }

        private static TokenUsage usage(JsonNode node) {
            return new TokenUsage(
                    node.path("input").asLong(),
                    node.path("cached_input").asLong(),
                    node.path("cache_write").asLong(),
                    node.path("output").asLong(),
                    node.path("reasoning").asLong(),
                    node.path("estimated").asBoolean(false));
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
}
