package io.tiergate.policy.record;

import io.tiergate.policy.compile.Target;
import io.tiergate.policy.document.JsonBytes;
import io.tiergate.policy.plan.Appraisal;
import io.tiergate.policy.plan.Plan;
import io.tiergate.policy.plan.Rung;
import io.tiergate.policy.plan.Weighing;
import org.jspecify.annotations.Nullable;

/** Writes what a record says of its plan, and of why its walk went on. */
final class PlanWriter {
    private static final double MICROS = 1e6;
    private static final double BASIS_POINTS = 1e4;

    private final JsonBytes json;

    PlanWriter(JsonBytes json) {
        this.json = json;
    }

    /** Writes the member `plan`. */
    void plan(Plan plan) {
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
            json.unlessEmpty("tier", excluded.tier());
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

    /** Writes the member `reckoned`, of a move that has a reason. */
    void appraisal(@Nullable Appraisal why) {
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
            json.unlessZero("next_p95_ms", next.p95Millis());
            if (next.late()) {
                json.member("next_late", true);
            }
        }
        json.endObject();
    }

    private static long basisPoints(double probability) {
        return Math.round(probability * BASIS_POINTS);
    }
}
