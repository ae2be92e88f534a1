package io.tiergate.policy.record;

import io.tiergate.policy.answer.AnswerTraits;
import io.tiergate.policy.compile.Target;
import io.tiergate.policy.cost.TokenUsage;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.gate.CheckResult;
import io.tiergate.policy.plan.AttemptResult;
import io.tiergate.policy.plan.Ending;
import io.tiergate.policy.plan.Likeness;
import io.tiergate.policy.plan.Move;
import io.tiergate.policy.plan.Opinion;
import io.tiergate.policy.record.DecisionRecord.Attempt;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads what a record says of an attempt, as {@link AttemptWriter} writes it. */
public final class AttemptFields {
    private AttemptFields() {}

    /** How likely it says the same as earlier answers; empty where they were not compared. */
    public static List<Likeness> alike(JsonNode attempt) {
        List<Likeness> alike = new ArrayList<>();
        for (JsonNode like : attempt.path("alike")) {
            alike.add(new Likeness(
                    like.path("attempt").asInt(0), like.path("same_ppm").asInt(0)));
        }
        return alike;
    }

    /** What it looks like; null: nobody wanted to know. */
    public static @Nullable AnswerTraits traits(JsonNode attempt) {
        if (!attempt.has("traits")) {
            return null;
        }
        JsonNode traits = attempt.path("traits");
        return new AnswerTraits(
                traits.path("chars").asInt(),
                new AnswerTraits.Form(
                        traits.path("form_chars").asInt(),
                        traits.path("form_digits").asInt(),
                        traits.path("fraction").asBoolean(),
                        traits.path("decimal").asBoolean(),
                        traits.path("negative").asBoolean()),
                traits.has("logprob_millionths")
                        ? (Integer) traits.path("logprob_millionths").asInt()
                        : null);
    }

    /** What came of a call of that move. */
    static Attempt attempt(JsonNode node, Move.Calling move, Move.Call call) {
        return switch (move) {
            case Move.Ask ask -> answer(node, call.target(), call.number());
            case Move.Judge judge -> judgement(node, call, judge.attempt());
        };
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

    private static Attempt answer(JsonNode node, Target target, int number) {
        List<CheckResult> checks = new ArrayList<>();
        for (JsonNode check : node.path("checks")) {
            checks.add(new CheckResult(
                    check.path("check").asString(""),
                    CheckResult.Outcome.valueOf(
                            check.path("outcome").asString("").toUpperCase(Locale.ROOT)),
                    check.path("detail").asString("")));
        }
        String answer = node.path("answer").asString("");
        return new Attempt(
                new AttemptResult(
                                number,
                                target,
                                ending(node),
                                usage(node.path("usage")),
                                checks,
                                node.has("answer") ? Digest.parse(answer) : null,
                                traits(node),
                                node.path("committed").asBoolean(),
                                node.path("retry_after_ms").asLong(0))
                        .beside(alike(node)),
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
}
