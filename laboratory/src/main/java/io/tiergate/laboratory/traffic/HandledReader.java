package io.tiergate.laboratory.traffic;

import io.tiergate.policy.answer.AnswerTraits;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.estimate.Evidence;
import io.tiergate.policy.plan.Ending;
import io.tiergate.policy.record.AttemptFields;
import io.tiergate.policy.record.DecisionRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads one decision record, as {@code docs/records.md} shows it. */
final class HandledReader {
    /** Endings that tell of the provider, not of the request. */
    private static final Set<String> OF_PROVIDER = Set.of(Ending.RATE_LIMITED.label(), Ending.UNREACHABLE.label());

    private final JsonNode record;

    private HandledReader(JsonNode record) {
        this.record = record;
    }

    /**
     * What a record tells.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    static Handled read(JsonNode record) {
        if (record.path("v").asInt(0) != DecisionRecord.VERSION) {
            throw new IllegalArgumentException("is of version " + record.path("v") + ", not " + DecisionRecord.VERSION);
        }
        return new HandledReader(record).handled();
    }

    private Handled handled() {
        JsonNode features = record.path("features");
        return new Handled(
                text(record, "id"),
                record.path("tenant").asString(""),
                new Handled.Setting(
                        record.at("/policy/name").asString(""),
                        record.at("/policy/arm").asString(""),
                        record.at("/routing/digest").asString(""),
                        record.at("/predicted/task")
                                .asString(features.path("task").asString("")),
                        domain(features),
                        record.at("/plan/strategy").asString(""),
                        begins()),
                features.path("input_tokens").asLong(0),
                answers(),
                end(),
                record.path("reference_micros").asLong(0));
    }

    /** Where something was predicted, that is what the request was served as. */
    private @Nullable String domain(JsonNode features) {
        JsonNode served = record.path("predicted").isMissingNode() ? features : record.path("predicted");
        return served.path("domain").isString() ? served.path("domain").stringValue() : null;
    }

    private String begins() {
        JsonNode rung = record.at("/plan/rungs/0");
        Set<String> targets = new TreeSet<>();
        rung.path("targets").forEach(target -> targets.add(target.asString("")));
        return rung.path("tier").asString("") + targets;
    }

    private List<Handled.Answer> answers() {
        List<Handled.Answer> answers = new ArrayList<>();
        Set<Integer> graded = graded();
        boolean undisturbed = true;
        for (JsonNode step : record.path("steps")) {
            if (step.has("judges")) {
                continue;
            }
            JsonNode attempts = step.path("attempts");
            boolean alone = attempts.size() == 1;
            for (JsonNode attempt : attempts) {
                String ending = text(attempt, "ending");
                if (ending.equals(Ending.ANSWERED.label())) {
                    answers.add(answer(attempt, undisturbed && alone, graded));
                }
                undisturbed &= OF_PROVIDER.contains(ending);
            }
        }
        return answers;
    }

    /** Numbers of the answers that a model was asked to grade, whatever it said. */
    private Set<Integer> graded() {
        Set<Integer> graded = new TreeSet<>();
        for (JsonNode step : record.path("steps")) {
            if (step.has("judges")) {
                graded.add(step.path("judges").asInt(0));
            }
        }
        return graded;
    }

    private static Handled.Answer answer(JsonNode attempt, boolean first, Set<Integer> graded) {
        int number = attempt.path("number").asInt(0);
        String model = text(attempt, "target");
        boolean rejected = false;
        for (JsonNode check : attempt.path("checks")) {
            rejected |= check.path("outcome").asString("").equals("failed");
        }
        JsonNode usage = attempt.path("usage");
        return new Handled.Answer(
                number,
                model,
                first,
                rejected,
                weighed(attempt, graded.contains(number)),
                seen(model, attempt),
                usage.path("output").asLong(0) + usage.path("reasoning").asLong(0),
                Math.ceilDiv(attempt.path("total_us").asLong(0), 1_000),
                AttemptFields.alike(attempt));
    }

    private static Set<String> weighed(JsonNode attempt, boolean graded) {
        Set<String> weighed = new TreeSet<>();
        for (JsonNode check : attempt.path("weighed")) {
            if (!check.path("outcome").asString("").equals("skipped")) {
                weighed.add(check.path("check").asString(""));
            }
        }
        if (graded) {
            weighed.add("judge");
        }
        return weighed;
    }

    private static Evidence.@Nullable Seen seen(String model, JsonNode attempt) {
        AnswerTraits traits = AttemptFields.traits(attempt);
        String answer = attempt.path("answer").asString("");
        return traits == null ? null : new Evidence.Seen(model, answer.isEmpty() ? null : Digest.parse(answer), traits);
    }

    private Handled.End end() {
        return switch (record.at("/end/kind").asString("")) {
            case "served" -> new Handled.End.Served(record.at("/end/attempt").asInt(0));
            case "hit" ->
                new Handled.End.Hit(
                        record.at("/cache/origin").asString(""),
                        record.at("/cache/state").asString("").equals("semantic"));
            default -> new Handled.End.Nothing();
        };
    }

    private static String text(JsonNode node, String member) {
        String text = node.path(member).asString("");
        if (text.isEmpty()) {
            throw new IllegalArgumentException("has no `" + member + "`");
        }
        return text;
    }
}
