package io.tiergate.policy.record;

import io.tiergate.policy.answer.AnswerTraits;
import io.tiergate.policy.arm.Arm;
import io.tiergate.policy.catalog.Model;
import io.tiergate.policy.compile.CompiledPolicy.Budget;
import io.tiergate.policy.compile.Predictions;
import io.tiergate.policy.compile.Target;
import io.tiergate.policy.cost.LedgerLine;
import io.tiergate.policy.cost.TokenUsage;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.document.JsonBytes;
import io.tiergate.policy.gate.CheckResult;
import io.tiergate.policy.gate.Likelihood;
import io.tiergate.policy.plan.Appraisal;
import io.tiergate.policy.plan.AttemptResult;
import io.tiergate.policy.plan.Decision;
import io.tiergate.policy.plan.Likeness;
import io.tiergate.policy.plan.Move;
import io.tiergate.policy.plan.Observation;
import io.tiergate.policy.plan.Opinion;
import io.tiergate.policy.plan.Plan;
import io.tiergate.policy.plan.Rung;
import io.tiergate.policy.plan.Weighing;
import io.tiergate.policy.predict.Predicted;
import io.tiergate.policy.record.DecisionRecord.Attempt;
import io.tiergate.policy.record.DecisionRecord.CacheUse;
import io.tiergate.policy.record.DecisionRecord.Content;
import io.tiergate.policy.record.DecisionRecord.End;
import io.tiergate.policy.record.DecisionRecord.Header;
import io.tiergate.policy.record.DecisionRecord.Similar;
import io.tiergate.policy.record.DecisionRecord.Step;
import io.tiergate.policy.rule.Features;
import io.tiergate.policy.rule.RuleOutcome;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Writes decision records as JSON, one object without line breaks. Equal records give equal bytes: members in a fixed order, maps and
 * sets sorted, numbers as integers.
 */
public final class RecordWriter {
    private static final int TYPICAL_BYTES = 2_048;
    private static final double MICROS = 1e6;
    private static final double BASIS_POINTS = 1e4;

    private final JsonBytes json;

    private RecordWriter(JsonBytes json) {
        this.json = json;
    }

    /** The record as UTF-8 JSON. */
    public static byte[] toJson(DecisionRecord record) {
        JsonBytes json = new JsonBytes(TYPICAL_BYTES);
        write(record, json);
        return json.toBytes();
    }

    /** Writes the record into {@code json}, as one value. */
    public static void write(DecisionRecord record, JsonBytes json) {
        new RecordWriter(json).record(record);
    }

    private void record(DecisionRecord record) {
        json.object();
        json.member("v", DecisionRecord.VERSION);
        header(record.header());
        if (record.decision() != null) {
            decision(record.decision());
        }
        cache(record.cache());
        if (record.plan() != null) {
            plan(record.plan());
        }
        json.array("steps");
        record.steps().forEach(this::step);
        json.endArray();
        end(record.end());
        json.array("ledger");
        record.ledger().forEach(this::ledgerLine);
        json.endArray();
        json.member("cost_micros", record.costMicros());
        json.member("reference_micros", record.referenceMicros());
        json.object("timing");
        json.member("total_us", record.timing().total());
        json.member("upstream_us", record.timing().upstream());
        json.member("overhead_us", record.timing().overhead());
        json.endObject();
        json.endObject();
    }

    private void header(Header header) {
        json.member("id", header.id());
        json.member("time_ms", header.timeMillis());
        json.member("agent", header.agent());
        json.member("build", header.build());
        json.member("api", header.api());
        json.member("asked", header.asked());
        content("routing", header.routing());
        content("access", header.access());
        json.member("caller", header.caller());
        nonEmpty("tenant", header.tenant());
    }

    private void content(String name, @Nullable Content content) {
        if (content != null) {
            json.object(name);
            json.member("generation", content.generation());
            json.member("digest", content.digest());
            json.endObject();
        }
    }

    private void decision(Decision decision) {
        Arm arm = decision.arm();
        json.object("policy");
        json.member("name", arm.policy().name());
        json.member("revision", arm.revision());
        json.member("digest", arm.policy().digest().toString());
        json.member("arm", arm.name());
        json.endObject();
        Decision.Inputs inputs = decision.inputs();
        json.member("sticky", Long.toHexString(inputs.stickyHash()));
        json.member("draw", Long.toHexString(inputs.draw()));
        features(inputs.features());
        open(inputs.open());
        Predicted predicted = inputs.predicted();
        if (predicted != null) {
            predicted(predicted, decision);
        }
        asked(inputs.asked());
        json.array("rules");
        decision.rules().forEach(this::rule);
        json.endArray();
        budget(decision.budget());
    }

    private void features(Features features) {
        json.object("features");
        json.member("task", features.task());
        optional("domain", features.domain());
        json.member("stakes", features.stakes());
        json.member("input_tokens", features.size().inputTokens());
        json.member("expected_output_tokens", features.size().expectedOutputTokens());
        optional("max_output_tokens", features.size().maxOutputTokens());
        json.member("messages", features.form().messages());
        json.member("tools", features.form().tools());
        json.member("images", features.form().images());
        json.member("response_format", features.form().responseFormat());
        json.member("stream", features.form().stream());
        json.member("tenant", features.caller().tenant());
        json.member("subscription", features.caller().subscription());
        optional("user", features.caller().user());
        json.object("tags");
        for (Map.Entry<String, String> tag : new TreeMap<>(features.tags()).entrySet()) {
            json.anyName(tag.getKey());
            json.text(tag.getValue());
        }
        json.endObject();
        json.endObject();
    }

    private void open(Predictions.Open open) {
        if (open.task() || open.domain()) {
            json.array("open");
            if (open.task()) {
                json.text("task");
            }
            if (open.domain()) {
                json.text("domain");
            }
            json.endArray();
        }
    }

    private void predicted(Predicted predicted, Decision decision) {
        json.object("predicted");
        nonEmpty("model", predicted.model());
        nonEmpty("failure", predicted.failure());
        json.member("unseen", predicted.unseen());
        json.member("task", decision.features().task());
        optional("domain", decision.features().domain());
        json.object("scores");
        predicted.scores().forEach((head, labels) -> {
            json.anyName(head); // a model's own words, as labels are
            json.object();
            labels.forEach((label, score) -> {
                json.anyName(label);
                json.number(score);
            });
            json.endObject();
        });
        json.endObject();
        json.endObject();
    }

    private void asked(Decision.Asked asked) {
        json.object("demands");
        optional("at_least", asked.atLeast());
        json.member("no_cache", asked.noCache());
        Model pin = asked.pin();
        optional("pin", pin == null ? null : pin.id());
        optional("deadline_ms", asked.deadlineMillis());
        json.endObject();
    }

    private void rule(RuleOutcome outcome) {
        json.object();
        json.member("rule", outcome.rule());
        json.member("result", outcome.result().label());
        json.member("applied", outcome.applied().label());
        json.endObject();
    }

    private void budget(Budget budget) {
        json.object("budget");
        json.member("deadline_ms", budget.deadlineMillis());
        json.member("attempts", budget.attempts());
        if (budget.costMicros() != Long.MAX_VALUE) {
            json.member("cost_micros", budget.costMicros());
        }
        json.endObject();
    }

    private void cache(CacheUse cache) {
        json.object("cache");
        json.member("state", cache.state());
        nonEmpty("key", cache.key());
        nonEmpty("origin", cache.origin());
        nonEmpty("target", cache.target());
        nonEmpty("tier", cache.tier());
        switch (cache.similar()) {
            case null -> {}
            case Similar.Found found -> {
                json.object("similar");
                json.member("probability", found.probability());
                json.member("cosine", found.cosine());
                json.endObject();
            }
            case Similar.Unasked unasked -> {
                json.object("similar");
                json.member("unasked", unasked.why());
                json.endObject();
            }
        }
        json.endObject();
    }

    private void plan(Plan plan) {
        json.object("plan");
        json.member("strategy", plan.strategy());
        json.array("rungs");
        for (Rung rung : plan.rungs()) {
            json.object();
            json.member("tier", rung.tier());
            json.array("targets");
            for (Target target : rung.targets()) {
                json.text(target.id());
            }
            json.endArray();
            switch (rung) {
                case Rung.Single single -> {
                    json.member("spare", single.spare());
                    json.member("live", single.live());
                }
                case Rung.Panel panel -> json.member("agree", panel.agree());
                case Rung.Weighed weighed -> {}
            }
            json.endObject();
        }
        json.endArray();
        Weighing weighing = plan.weighing();
        if (weighing != null) {
            weighing(weighing);
        }
        json.array("excluded");
        for (Plan.Excluded excluded : plan.excluded()) {
            json.object();
            json.member("target", excluded.target());
            nonEmpty("tier", excluded.tier());
            json.member("reason", excluded.reason());
            json.endObject();
        }
        json.endArray();
        json.endObject();
    }

    private void weighing(Weighing weighing) {
        json.object("weighed");
        json.member("estimates", weighing.estimates().digest().toString());
        json.member("task", weighing.task());
        json.member("worth_micros", Math.round(weighing.worthUsd() * MICROS));
        if (weighing.p95Millis() != null) {
            json.member("latency_ms_p95", weighing.p95Millis());
        }
        json.array("sequences");
        for (Weighing.Sequence sequence : weighing.sequences()) {
            json.object();
            json.member("rung", sequence.rung());
            json.member("right_bp", basisPoints(sequence.right()));
            json.member("micros", Math.round(sequence.micros()));
            if (sequence.p95Millis() != null) {
                json.member("p95_ms", sequence.p95Millis());
            }
            json.endObject();
        }
        json.endArray();
        json.endObject();
    }

    private void appraisal(@Nullable Appraisal why) {
        if (why == null) {
            return;
        }
        json.object("reckoned");
        if (why.attempt() != 0) {
            json.member("attempt", why.attempt());
            json.member("right_bp", basisPoints(why.right()));
        }
        Appraisal.Next next = why.next();
        if (!next.model().isEmpty()) {
            json.member("next", next.model());
            json.member("next_right_bp", basisPoints(next.right()));
            json.member("next_micros", Math.round(next.micros()));
            nonZero("next_p95_ms", next.p95Millis());
            if (next.late()) {
                json.member("next_late", true);
            }
        }
        json.endObject();
    }

    private static long basisPoints(double probability) {
        return Math.round(probability * BASIS_POINTS);
    }

    private void step(Step step) {
        json.object();
        observation(step.seen());
        json.member("rung", step.ask().rung());
        json.member("delay_ms", step.ask().delayMillis());
        if (step.ask() instanceof Move.Judge judge) {
            json.member("judges", judge.attempt());
        }
        appraisal(step.ask().why());
        json.array("attempts");
        for (int i = 0; i < step.attempts().size(); i++) {
            attempt(step.ask().calls().get(i), step.attempts().get(i));
        }
        json.endArray();
        json.endObject();
    }

    private void observation(Observation seen) {
        json.member("elapsed_ms", seen.elapsedMillis());
        json.array("unavailable");
        new TreeSet<>(seen.unavailable()).forEach(json::text);
        json.endArray();
    }

    private void attempt(Move.Call call, Attempt attempt) {
        AttemptResult result = attempt.result();
        json.object();
        json.member("number", call.number());
        json.member("target", call.target().id());
        nonEmpty("tier", call.target().tier());
        json.member("reserved_micros", call.reservedMicros());
        json.member("ending", result.ending().label());
        nonEmpty("detail", attempt.detail());
        nonZero("retry_after_ms", result.retryAfterMillis());
        nonEmpty("model", attempt.model());
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
        optional("answer", canonical == null ? null : canonical.toString());
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
        nonEmpty("detail", check.detail());
        Likelihood likelihood = check.likelihood();
        if (likelihood != null) {
            json.member("right_ppm", likelihood.ppm());
            json.member("zone", likelihood.zone().label());
        }
        json.endObject();
    }

    private void end(End end) {
        json.object("end");
        switch (end) {
            case End.Walked walked -> {
                observation(walked.seen());
                move(walked.move());
            }
            case End.Hit hit -> json.member("kind", "hit");
            case End.Refused refused -> {
                json.member("kind", "refused");
                json.member("error", refused.error());
                json.member("message", refused.message());
            }
        }
        json.endObject();
    }

    private void move(Move move) {
        switch (move) {
            case Move.Serve serve -> {
                json.member("kind", "served");
                json.member("attempt", serve.attempt());
                json.member("below_bar", serve.belowBar());
                appraisal(serve.why());
            }
            case Move.Fail fail -> {
                json.member("kind", "failed");
                json.member("why", fail.why().label());
                json.member("detail", fail.detail());
            }
            case Move.Calling calling -> throw new IllegalStateException("a walk does not end with a question");
        }
    }

    private void ledgerLine(LedgerLine line) {
        json.object();
        json.member("kind", line.kind().label());
        json.member("target", line.target());
        usage(line.usage());
        json.member("micros", line.micros());
        json.endObject();
    }

    private void usage(TokenUsage usage) {
        json.object("usage");
        json.member("input", usage.input());
        nonZero("cached_input", usage.cachedInput());
        nonZero("cache_write", usage.cacheWrite());
        json.member("output", usage.output());
        nonZero("reasoning", usage.reasoning());
        if (usage.estimated()) {
            json.member("estimated", true);
        }
        json.endObject();
    }

    private void optional(String name, @Nullable String value) {
        if (value != null) {
            json.member(name, value);
        }
    }

    private void optional(String name, @Nullable Long value) {
        if (value != null) {
            json.member(name, value);
        }
    }

    private void nonEmpty(String name, String value) {
        if (!value.isEmpty()) {
            json.member(name, value);
        }
    }

    private void nonZero(String name, long value) {
        if (value != 0) {
            json.member(name, value);
        }
    }
}
