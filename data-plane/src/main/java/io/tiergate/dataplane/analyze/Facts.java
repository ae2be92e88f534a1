package io.tiergate.dataplane.analyze;

import io.tiergate.v1.LoadedModel;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What the node said of its models: how much of a text each sees, how wide its embeddings are, what a token costs. Thread-safe. */
final class Facts {
    /** Until the node has said what a model's is: a window as most encoders have it, a cost at which nothing is called late too early. */
    private static final int USUAL_WINDOW = 512;

    private static final double HIGH_COST_MICROS = 250;
    private static final String DEFAULT = "";

    private final Map<String, Fact> facts = new ConcurrentHashMap<>();

    /**
     * Of one model.
     *
     * @param width of its embeddings
     */
    private record Fact(int window, int width, double microsPerToken) {}

    void learn(List<LoadedModel> models) {
        for (LoadedModel model : models) {
            Fact fact = new Fact(model.getWindowTokens(), model.getEmbeddingWidth(), model.getMicrosPerToken());
            facts.put(model.getDigest(), fact);
            if (model.getIsDefault()) {
                facts.put(DEFAULT, fact);
            }
        }
    }

    /** What a token costs now, as a reply to {@code asked} said. */
    void learn(String asked, double microsPerToken) {
        if (microsPerToken > 0 && Double.isFinite(microsPerToken)) {
            facts.computeIfPresent(asked, (digest, fact) -> new Fact(fact.window(), fact.width(), microsPerToken));
        }
    }

    boolean knows(String model) {
        return facts.containsKey(model);
    }

    /** Whether that is the width of the model's embeddings, as far as it is known. */
    boolean fits(String model, int width) {
        Fact fact = facts.get(model);
        return fact == null || fact.width() == width;
    }

    /** What a text of that many tokens costs, at most its window of them. */
    double costMicros(String model, long tokens) {
        Fact fact = facts.get(model);
        double each = fact == null || fact.microsPerToken() <= 0 ? HIGH_COST_MICROS : fact.microsPerToken();
        return each * Math.min(tokens, fact == null ? USUAL_WINDOW : fact.window());
    }
}
