package io.tiergate.policy.record;

import io.tiergate.policy.answer.AnswerTraits;
import io.tiergate.policy.plan.Likeness;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads what an attempt in a record says of its answer, as {@link RecordWriter} writes it. */
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
}
