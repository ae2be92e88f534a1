package io.tiergate.cli.recorded;

import io.tiergate.cli.terminal.JsonText;
import java.util.List;

/**
 * What was decided for one prompt, in the form that the laboratory and the running system both write: equal decisions are equal bytes.
 *
 * @param id the prompt's
 * @param plan the models that were asked, in order
 * @param served whose answer was served; empty: nobody's
 * @param micros micro-dollars of all calls
 */
public record DecisionLine(String id, List<String> plan, String served, long micros) {
    public DecisionLine {
        plan = List.copyOf(plan);
    }

    /** With its line break. */
    public String text() {
        return JsonText.compact(JsonText.object("id", id, "plan", plan, "served", served, "cost_micros", micros))
                + "\n";
    }
}
