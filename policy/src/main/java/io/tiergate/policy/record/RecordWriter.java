package io.tiergate.policy.record;

import io.tiergate.policy.answer.AnswerTraits;
import io.tiergate.policy.arm.Arm;
import io.tiergate.policy.catalog.Model;
import io.tiergate.policy.compile.CompiledPolicy.Budget;
import io.tiergate.policy.compile.Target;
import io.tiergate.policy.cost.LedgerLine;
import io.tiergate.policy.cost.TokenUsage;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.gate.CheckResult;
import io.tiergate.policy.plan.Appraisal;
import io.tiergate.policy.plan.AttemptResult;
import io.tiergate.policy.plan.Decision;
import io.tiergate.policy.plan.Move;
import io.tiergate.policy.plan.Observation;
import io.tiergate.policy.plan.Plan;
import io.tiergate.policy.plan.Rung;
import io.tiergate.policy.plan.Weighing;
import io.tiergate.policy.record.DecisionRecord.Attempt;
import io.tiergate.policy.record.DecisionRecord.CacheUse;
import io.tiergate.policy.record.DecisionRecord.Content;
import io.tiergate.policy.record.DecisionRecord.End;
import io.tiergate.policy.record.DecisionRecord.Header;
import io.tiergate.policy.record.DecisionRecord.Step;
import io.tiergate.policy.rule.Features;
import io.tiergate.policy.rule.RuleOutcome;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes decision records as JSON, one object without line breaks. Equal records give equal bytes: members in a fixed order, maps and
 * sets sorted, numbers as integers.
 */
public final class RecordWriter {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int TYPICAL_BYTES = 2_048;
    private static final double MICROS = 1e6;
    private static final double BASIS_POINTS = 1e4;

    private final JsonGenerator json;

    private RecordWriter(JsonGenerator json) {
        this.json = json;
    }

    /** The record as UTF-8 JSON. */
    public static byte[] toJson(DecisionRecord record) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(TYPICAL_BYTES);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            new RecordWriter(json).record(record);
        }
        return bytes.toByteArray();
    }

    private void record(DecisionRecord record) {
        json.writeStartObject();
        json.writeNumberProperty("v", DecisionRecord.VERSION);
        header(record.header());
        if (record.decision() != null) {
            decision(record.decision());
        }
        cache(record.cache());
        if (record.plan() != null) {
            plan(record.plan());
        }
        json.writeArrayPropertyStart("steps");
        record.steps().forEach(this::step);
        json.writeEndArray();
        end(record.end());
        json.writeArrayPropertyStart("ledger");
        record.ledger().forEach(this::ledgerLine);
        json.writeEndArray();
        json.writeNumberProperty("cost_micros", record.costMicros());
        json.writeNumberProperty("reference_micros", record.referenceMicros());
        json.writeObjectPropertyStart("timing");
        json.writeNumberProperty("total_us", record.timing().total());
        json.writeNumberProperty("upstream_us", record.timing().upstream());
        json.writeNumberProperty("overhead_us", record.timing().overhead());
        json.writeEndObject();
        json.writeEndObject();
    }

    private void header(Header header) {
        json.writeStringProperty("id", header.id());
        json.writeNumberProperty("time_ms", header.timeMillis());
        json.writeStringProperty("agent", header.agent());
        json.writeStringProperty("build", header.build());
        json.writeStringProperty("api", header.api());
        json.writeStringProperty("asked", header.asked());
        content("routing", header.routing());
        content("access", header.access());
        json.writeStringProperty("caller", header.caller());
        nonEmpty("tenant", header.tenant());
    }

    private void content(String name, @Nullable Content content) {
        if (content != null) {
            json.writeObjectPropertyStart(name);
            json.writeNumberProperty("generation", content.generation());
            json.writeStringProperty("digest", content.digest());
            json.writeEndObject();
        }
    }

    private void decision(Decision decision) {
        Arm arm = decision.arm();
        json.writeObjectPropertyStart("policy");
        json.writeStringProperty("name", arm.policy().name());
        json.writeNumberProperty("revision", arm.revision());
        json.writeStringProperty("digest", arm.policy().digest().toString());
        json.writeStringProperty("arm", arm.name());
        json.writeEndObject();
        Decision.Inputs inputs = decision.inputs();
        json.writeStringProperty("sticky", Long.toHexString(inputs.stickyHash()));
        json.writeStringProperty("draw", Long.toHexString(inputs.draw()));
        features(inputs.features());
        asked(inputs.asked());
        json.writeArrayPropertyStart("rules");
        decision.rules().forEach(this::rule);
        json.writeEndArray();
        budget(decision.budget());
    }

    private void features(Features features) {
        json.writeObjectPropertyStart("features");
        json.writeStringProperty("task", features.task());
        optional("domain", features.domain());
        json.writeStringProperty("stakes", features.stakes());
        json.writeNumberProperty("input_tokens", features.size().inputTokens());
        json.writeNumberProperty("expected_output_tokens", features.size().expectedOutputTokens());
        optional("max_output_tokens", features.size().maxOutputTokens());
        json.writeNumberProperty("messages", features.form().messages());
        json.writeBooleanProperty("tools", features.form().tools());
        json.writeBooleanProperty("images", features.form().images());
        json.writeStringProperty("response_format", features.form().responseFormat());
        json.writeBooleanProperty("stream", features.form().stream());
        json.writeStringProperty("tenant", features.caller().tenant());
        json.writeStringProperty("subscription", features.caller().subscription());
        optional("user", features.caller().user());
        json.writeObjectPropertyStart("tags");
        for (Map.Entry<String, String> tag : new TreeMap<>(features.tags()).entrySet()) {
            json.writeStringProperty(tag.getKey(), tag.getValue());
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private void asked(Decision.Asked asked) {
        json.writeObjectPropertyStart("demands");
        optional("at_least", asked.atLeast());
        json.writeBooleanProperty("no_cache", asked.noCache());
        Model pin = asked.pin();
        optional("pin", pin == null ? null : pin.id());
        optional("deadline_ms", asked.deadlineMillis());
        json.writeEndObject();
    }

    private void rule(RuleOutcome outcome) {
        json.writeStartObject();
        json.writeStringProperty("rule", outcome.rule());
        json.writeStringProperty("result", outcome.result().label());
        json.writeStringProperty("applied", outcome.applied().label());
        json.writeEndObject();
    }

    private void budget(Budget budget) {
        json.writeObjectPropertyStart("budget");
        json.writeNumberProperty("deadline_ms", budget.deadlineMillis());
        json.writeNumberProperty("attempts", budget.attempts());
        if (budget.costMicros() != Long.MAX_VALUE) {
            json.writeNumberProperty("cost_micros", budget.costMicros());
        }
        json.writeEndObject();
    }

    private void cache(CacheUse cache) {
        json.writeObjectPropertyStart("cache");
        json.writeStringProperty("state", cache.state());
        nonEmpty("key", cache.key());
        nonEmpty("origin", cache.origin());
        nonEmpty("target", cache.target());
        nonEmpty("tier", cache.tier());
        json.writeEndObject();
    }

    private void plan(Plan plan) {
        json.writeObjectPropertyStart("plan");
        json.writeStringProperty("strategy", plan.strategy());
        json.writeArrayPropertyStart("rungs");
        for (Rung rung : plan.rungs()) {
            json.writeStartObject();
            json.writeStringProperty("tier", rung.tier());
            json.writeArrayPropertyStart("targets");
            for (Target target : rung.targets()) {
                json.writeString(target.id());
            }
            json.writeEndArray();
            switch (rung) {
                case Rung.Single single -> {
                    json.writeBooleanProperty("spare", single.spare());
                    json.writeBooleanProperty("live", single.live());
                }
                case Rung.Panel panel -> json.writeNumberProperty("agree", panel.agree());
                case Rung.Weighed weighed -> {}
            }
            json.writeEndObject();
        }
        json.writeEndArray();
        Weighing weighing = plan.weighing();
        if (weighing != null) {
            weighing(weighing);
        }
        json.writeArrayPropertyStart("excluded");
        for (Plan.Excluded excluded : plan.excluded()) {
            json.writeStartObject();
            json.writeStringProperty("target", excluded.target());
            nonEmpty("tier", excluded.tier());
            json.writeStringProperty("reason", excluded.reason());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void weighing(Weighing weighing) {
        json.writeObjectPropertyStart("weighed");
        json.writeStringProperty("estimates", weighing.estimates().digest().toString());
        json.writeStringProperty("task", weighing.task());
        json.writeNumberProperty("worth_micros", Math.round(weighing.worthUsd() * MICROS));
        json.writeArrayPropertyStart("sequences");
        for (Weighing.Sequence sequence : weighing.sequences()) {
            json.writeStartObject();
            json.writeNumberProperty("rung", sequence.rung());
            json.writeNumberProperty("right_bp", basisPoints(sequence.right()));
            json.writeNumberProperty("micros", Math.round(sequence.micros()));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void appraisal(@Nullable Appraisal why) {
        if (why == null) {
            return;
        }
        json.writeObjectPropertyStart("reckoned");
        if (why.attempt() != 0) {
            json.writeNumberProperty("attempt", why.attempt());
            json.writeNumberProperty("right_bp", basisPoints(why.right()));
        }
        if (!why.next().isEmpty()) {
            json.writeStringProperty("next", why.next());
            json.writeNumberProperty("next_right_bp", basisPoints(why.nextRight()));
            json.writeNumberProperty("next_micros", Math.round(why.nextMicros()));
        }
        json.writeEndObject();
    }

    private static long basisPoints(double probability) {
        return Math.round(probability * BASIS_POINTS);
    }

    private void step(Step step) {
        json.writeStartObject();
        observation(step.seen());
        json.writeNumberProperty("rung", step.ask().rung());
        json.writeNumberProperty("delay_ms", step.ask().delayMillis());
        appraisal(step.ask().why());
        json.writeArrayPropertyStart("attempts");
        for (int i = 0; i < step.attempts().size(); i++) {
            attempt(step.ask().calls().get(i), step.attempts().get(i));
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void observation(Observation seen) {
        json.writeNumberProperty("elapsed_ms", seen.elapsedMillis());
        json.writeArrayPropertyStart("unavailable");
        new TreeSet<>(seen.unavailable()).forEach(json::writeString);
        json.writeEndArray();
    }

    private void attempt(Move.Call call, Attempt attempt) {
        AttemptResult result = attempt.result();
        json.writeStartObject();
        json.writeNumberProperty("number", call.number());
        json.writeStringProperty("target", call.target().id());
        nonEmpty("tier", call.target().tier());
        json.writeNumberProperty("reserved_micros", call.reservedMicros());
        json.writeStringProperty("ending", result.ending().label());
        nonEmpty("detail", attempt.detail());
        nonZero("retry_after_ms", result.retryAfterMillis());
        nonEmpty("model", attempt.model());
        usage(result.usage());
        json.writeArrayPropertyStart("checks");
        result.checks().forEach(this::check);
        json.writeEndArray();
        Digest canonical = result.canonical();
        optional("answer", canonical == null ? null : canonical.toString());
        AnswerTraits traits = result.traits();
        if (traits != null) {
            traits(traits);
        }
        json.writeBooleanProperty("committed", result.committed());
        json.writeNumberProperty("first_us", attempt.firstMicros());
        json.writeNumberProperty("total_us", attempt.totalMicros());
        json.writeEndObject();
    }

    private void traits(AnswerTraits traits) {
        json.writeObjectPropertyStart("traits");
        json.writeNumberProperty("chars", traits.chars());
        AnswerTraits.Form form = traits.form();
        if (!form.equals(AnswerTraits.Form.NONE)) {
            json.writeNumberProperty("form_chars", form.chars());
            json.writeNumberProperty("form_digits", form.digits());
            json.writeBooleanProperty("fraction", form.fraction());
            json.writeBooleanProperty("decimal", form.decimal());
            json.writeBooleanProperty("negative", form.negative());
        }
        json.writeEndObject();
    }

    private void check(CheckResult check) {
        json.writeStartObject();
        json.writeStringProperty("check", check.check());
        json.writeStringProperty("outcome", label(check.outcome()));
        nonEmpty("detail", check.detail());
        json.writeEndObject();
    }

    private void end(End end) {
        json.writeObjectPropertyStart("end");
        switch (end) {
            case End.Walked walked -> {
                observation(walked.seen());
                move(walked.move());
            }
            case End.Hit hit -> json.writeStringProperty("kind", "hit");
            case End.Refused refused -> {
                json.writeStringProperty("kind", "refused");
                json.writeStringProperty("error", refused.error());
                json.writeStringProperty("message", refused.message());
            }
        }
        json.writeEndObject();
    }

    private void move(Move move) {
        switch (move) {
            case Move.Serve serve -> {
                json.writeStringProperty("kind", "served");
                json.writeNumberProperty("attempt", serve.attempt());
                json.writeBooleanProperty("below_bar", serve.belowBar());
                appraisal(serve.why());
            }
            case Move.Fail fail -> {
                json.writeStringProperty("kind", "failed");
                json.writeStringProperty("why", fail.why().label());
                json.writeStringProperty("detail", fail.detail());
            }
            case Move.Ask ask -> throw new IllegalStateException("a walk does not end with a question");
        }
    }

    private void ledgerLine(LedgerLine line) {
        json.writeStartObject();
        json.writeStringProperty("kind", line.kind().label());
        json.writeStringProperty("target", line.target());
        usage(line.usage());
        json.writeNumberProperty("micros", line.micros());
        json.writeEndObject();
    }

    private void usage(TokenUsage usage) {
        json.writeObjectPropertyStart("usage");
        json.writeNumberProperty("input", usage.input());
        nonZero("cached_input", usage.cachedInput());
        nonZero("cache_write", usage.cacheWrite());
        json.writeNumberProperty("output", usage.output());
        nonZero("reasoning", usage.reasoning());
        if (usage.estimated()) {
            json.writeBooleanProperty("estimated", true);
        }
        json.writeEndObject();
    }

    private void optional(String name, @Nullable String value) {
        if (value != null) {
            json.writeStringProperty(name, value);
        }
    }

    private void optional(String name, @Nullable Long value) {
        if (value != null) {
            json.writeNumberProperty(name, value);
        }
    }

    private void nonEmpty(String name, String value) {
        if (!value.isEmpty()) {
            json.writeStringProperty(name, value);
        }
    }

    private void nonZero(String name, long value) {
        if (value != 0) {
            json.writeNumberProperty(name, value);
        }
    }

    private static String label(CheckResult.Outcome outcome) {
        return switch (outcome) {
            case PASSED -> "passed";
            case FAILED -> "failed";
            case SKIPPED -> "skipped";
        };
    }
}
