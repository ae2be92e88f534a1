package io.tiergate.policy.record;

import io.tiergate.policy.arm.Arm;
import io.tiergate.policy.catalog.Model;
import io.tiergate.policy.compile.CompiledPolicy.Budget;
import io.tiergate.policy.compile.Predictions;
import io.tiergate.policy.document.JsonBytes;
import io.tiergate.policy.plan.Decision;
import io.tiergate.policy.predict.Predicted;
import io.tiergate.policy.rule.Features;
import io.tiergate.policy.rule.RuleOutcome;
import java.util.Map;
import java.util.TreeMap;

/** Writes what a record says of its decision: policy, features, what was asked, rules, budget. */
final class DecisionWriter {
    private final JsonBytes json;

    DecisionWriter(JsonBytes json) {
        this.json = json;
    }

    /** Writes the members from `policy` to `budget`. */
    void decision(Decision decision) {
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
        json.optional("domain", features.domain());
        json.member("stakes", features.stakes());
        json.member("input_tokens", features.size().inputTokens());
        json.member("expected_output_tokens", features.size().expectedOutputTokens());
        json.optional("max_output_tokens", features.size().maxOutputTokens());
        json.member("messages", features.form().messages());
        json.member("tools", features.form().tools());
        json.member("images", features.form().images());
        json.member("response_format", features.form().responseFormat());
        json.member("stream", features.form().stream());
        json.member("tenant", features.caller().tenant());
        json.member("subscription", features.caller().subscription());
        json.optional("user", features.caller().user());
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
        json.unlessEmpty("model", predicted.model());
        json.unlessEmpty("failure", predicted.failure());
        json.member("unseen", predicted.unseen());
        json.member("task", decision.features().task());
        json.optional("domain", decision.features().domain());
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
        json.optional("at_least", asked.atLeast());
        json.member("no_cache", asked.noCache());
        Model pin = asked.pin();
        json.optional("pin", pin == null ? null : pin.id());
        json.optional("deadline_ms", asked.deadlineMillis());
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
}
