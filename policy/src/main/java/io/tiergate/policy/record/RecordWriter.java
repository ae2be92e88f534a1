package io.tiergate.policy.record;

import io.tiergate.policy.cost.LedgerLine;
import io.tiergate.policy.document.JsonBytes;
import io.tiergate.policy.plan.Move;
import io.tiergate.policy.plan.Observation;
import io.tiergate.policy.record.DecisionRecord.CacheUse;
import io.tiergate.policy.record.DecisionRecord.Content;
import io.tiergate.policy.record.DecisionRecord.End;
import io.tiergate.policy.record.DecisionRecord.Header;
import io.tiergate.policy.record.DecisionRecord.Similar;
import io.tiergate.policy.record.DecisionRecord.Step;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Writes decision records as JSON, one object without line breaks. Equal records give equal bytes: members in a fixed order, maps and
 * sets sorted, numbers as integers.
 */
public final class RecordWriter {
    private static final int TYPICAL_BYTES = 2_048;

    private final JsonBytes json;
    private final DecisionWriter decisions;
    private final PlanWriter plans;
    private final AttemptWriter attempts;

    private RecordWriter(JsonBytes json) {
        this.json = json;
        this.decisions = new DecisionWriter(json);
        this.plans = new PlanWriter(json);
        this.attempts = new AttemptWriter(json);
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
            decisions.decision(record.decision());
        }
        cache(record.cache());
        if (record.plan() != null) {
            plans.plan(record.plan());
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
        json.unlessEmpty("tenant", header.tenant());
    }

    private void content(String name, @Nullable Content content) {
        if (content != null) {
            json.object(name);
            json.member("generation", content.generation());
            json.member("digest", content.digest());
            json.endObject();
        }
    }

    private void cache(CacheUse cache) {
        json.object("cache");
        json.member("state", cache.state());
        json.unlessEmpty("key", cache.key());
        json.unlessEmpty("origin", cache.origin());
        json.unlessEmpty("target", cache.target());
        json.unlessEmpty("tier", cache.tier());
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

    private void step(Step step) {
        json.object();
        observation(step.seen());
        json.member("rung", step.ask().rung());
        json.member("delay_ms", step.ask().delayMillis());
        if (step.ask() instanceof Move.Judge judge) {
            json.member("judges", judge.attempt());
        }
        plans.appraisal(step.ask().why());
        json.array("attempts");
        for (int i = 0; i < step.attempts().size(); i++) {
            attempts.attempt(step.ask().calls().get(i), step.attempts().get(i));
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
                plans.appraisal(serve.why());
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
        attempts.usage(line.usage());
        json.member("micros", line.micros());
        json.endObject();
    }
}
