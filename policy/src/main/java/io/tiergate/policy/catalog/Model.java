package io.tiergate.policy.catalog;

import io.tiergate.policy.cost.Price;
import java.util.Set;

/**
 * One model at one provider.
 *
 * @param id {@code provider/model}, unique in the catalog
 * @param provider where it is called
 * @param upstreamName the name that the provider knows it by
 * @param contextWindow tokens of prompt and answer together
 * @param maxOutputTokens longest answer
 * @param price picodollars per token
 * @param capabilities what it can do beyond taking and giving text
 */
public record Model(
        String id,
        Provider provider,
        String upstreamName,
        long contextWindow,
        long maxOutputTokens,
        Price price,
        Set<Capability> capabilities) {
    public Model {
        capabilities = Set.copyOf(capabilities);
    }

    /** Whether it gives log-probabilities of an answer's tokens, where they are asked for. */
    public boolean givesLogprobs() {
        return capabilities.contains(Capability.LOGPROBS);
    }

    /** What a request, or a gate, may need beyond text. */
    public enum Capability {
        /** Tool calls. */
        TOOLS,
        /** Image input. */
        IMAGES,
        /** Answers that meet a JSON Schema ({@code response_format}). */
        JSON_SCHEMA,
        /** Log-probabilities of an answer's tokens, where they are asked for. */
        LOGPROBS
    }
}
