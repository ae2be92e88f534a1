package io.tiergate.policy.record;

import io.tiergate.policy.answer.AnswerTraits;
import io.tiergate.policy.cost.TokenUsage;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.document.JsonBytes;
import io.tiergate.policy.gate.CheckResult;
import io.tiergate.policy.gate.Likelihood;
import io.tiergate.policy.plan.AttemptResult;
import io.tiergate.policy.plan.Likeness;
import io.tiergate.policy.plan.Move;
import io.tiergate.policy.plan.Opinion;
import io.tiergate.policy.record.DecisionRecord.Attempt;
import java.util.List;

/** Writes what a record says of an attempt; {@link AttemptFields} reads it. */
final class AttemptWriter {
    private final JsonBytes json;

    AttemptWriter(JsonBytes json) {
        this.json = json;
    }

    /** Writes the attempt, as one value. */
    void attempt(Move.Call call, Attempt attempt) {
        AttemptResult result = attempt.result();
        json.object();
        json.member("number", call.number());
        json.member("target", call.target().id());
        json.unlessEmpty("tier", call.target().tier());
        json.member("reserved_micros", call.reservedMicros());
        json.member("ending", result.ending().label());
        json.unlessEmpty("detail", attempt.detail());
        json.unlessZero("retry_after_ms", result.retryAfterMillis());
        json.unlessEmpty("model", attempt.model());
        usage(result.usage());
        Opinion opinion = result.opinion();
        if (opinion != null && opinion.grade() != null) {
            json.member("grade", opinion.grade());
        }
        json.array("checks");
        result.checks().forEach(this::check);
        json.endArray();
        if (!result.soft().isEmpty()) {
            json.array("weighed");
            result.soft().forEach(this::check);
            json.endArray();
        }
        Digest canonical = result.canonical();
        json.optional("answer", canonical == null ? null : canonical.toString());
        if (!result.alike().isEmpty()) {
            alike(result.alike());
        }
        AnswerTraits traits = result.traits();
        if (traits != null) {
            traits(traits);
        }
        if (opinion == null) {
            json.member("committed", result.committed());
        }
        json.member("first_us", attempt.firstMicros());
        json.member("total_us", attempt.totalMicros());
        json.endObject();
    }

    private void alike(List<Likeness> alike) {
        json.array("alike");
        for (Likeness like : alike) {
            json.object();
            json.member("attempt", like.attempt());
            json.member("same_ppm", like.ppm());
            json.endObject();
        }
        json.endArray();
    }

    private void traits(AnswerTraits traits) {
        json.object("traits");
        json.member("chars", traits.chars());
        AnswerTraits.Form form = traits.form();
        if (!form.equals(AnswerTraits.Form.NONE)) {
            json.member("form_chars", form.chars());
            json.member("form_digits", form.digits());
            json.member("fraction", form.fraction());
            json.member("decimal", form.decimal());
            json.member("negative", form.negative());
        }
        if (traits.logprob() != null) {
            json.member("logprob_millionths", traits.logprob());
        }
        json.endObject();
    }

    private void check(CheckResult check) {
        json.object();
        json.member("check", check.check());
        json.member("outcome", check.outcome().label());
        json.unlessEmpty("detail", check.detail());
        Likelihood likelihood = check.likelihood();
        if (likelihood != null) {
            json.member("right_ppm", likelihood.ppm());
            json.member("zone", likelihood.zone().label());
        }
        json.endObject();
    }

    /** Writes the member `usage`. */
    void usage(TokenUsage usage) {
        json.object("usage");
        json.member("input", usage.input());
        json.unlessZero("cached_input", usage.cachedInput());
        json.unlessZero("cache_write", usage.cacheWrite());
        json.member("output", usage.output());
        json.unlessZero("reasoning", usage.reasoning());
        if (usage.estimated()) {
            json.member("estimated", true);
        }
        json.endObject();
    }
}
