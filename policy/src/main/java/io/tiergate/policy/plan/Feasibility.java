package io.tiergate.policy.plan;

import io.tiergate.policy.catalog.Model;
import io.tiergate.policy.catalog.Model.Capability;
import io.tiergate.policy.compile.CompiledPolicy.Settings;
import io.tiergate.policy.rule.Features;
import org.jspecify.annotations.Nullable;

/** Whether a model can serve a request at all, whatever its quality. */
final class Feasibility {
    /** Prompts fill at most this share of a window: estimates of tokens err, and models answer worse near the end of it. */
    private static final long WINDOW_SHARE_PERCENT = 80;

    private Feasibility() {}

    /** Why the model cannot serve the request, in a few words; null if it can. */
    static @Nullable String obstacle(Model model, Features features, Settings settings) {
        Features.Size size = features.size();
        if (!settings.allows(model.provider().name())) {
            return "provider " + model.provider().name() + " is not in providers.allow";
        }
        if (size.inputTokens() * 100 > model.contextWindow() * WINDOW_SHARE_PERCENT) {
            return "prompt of " + size.inputTokens() + " tokens is over " + WINDOW_SHARE_PERCENT
                    + " % of its window of " + model.contextWindow();
        }
        if (size.inputTokens() + size.expectedOutputTokens() > model.contextWindow()) {
            return "prompt and answer of " + (size.inputTokens() + size.expectedOutputTokens())
                    + " tokens do not fit its window of " + model.contextWindow();
        }
        if (size.maxOutputTokens() != null && size.maxOutputTokens() > model.maxOutputTokens()) {
            return "answers at most " + model.maxOutputTokens() + " tokens, asked for " + size.maxOutputTokens();
        }
        Features.Form form = features.form();
        if (form.tools() && !model.capabilities().contains(Capability.TOOLS)) {
            return "cannot call tools";
        }
        if (form.images() && !model.capabilities().contains(Capability.IMAGES)) {
            return "cannot read images";
        }
        if (form.responseFormat().equals("json_schema") && !model.capabilities().contains(Capability.JSON_SCHEMA)) {
            return "cannot follow a JSON Schema";
        }
        return null;
    }
}
