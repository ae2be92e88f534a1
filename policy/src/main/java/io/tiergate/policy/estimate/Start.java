package io.tiergate.policy.estimate;

import io.tiergate.policy.estimate.LinearModel.Weights;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What to expect where these models are asked first and then, answers seen, one more is asked or none: measured on held-out answers,
 * for each worth of a right answer in the estimates' grid. Immutable.
 *
 * @param ask catalog ids of the models that are asked at once
 * @param right share of requests that are answered rightly in the end, by worth
 * @param more by catalog id of a model that is asked afterwards: how often, and how many output tokens a request that costs
 */
public record Start(List<String> ask, Weights right, Map<String, More> more) {
    public Start {
        ask = List.copyOf(ask);
        // In one order everywhere: what is reckoned over them is a sum of fractions.
        more = Collections.unmodifiableMap(new TreeMap<>(more));
    }

    /**
     * What a model that may be asked afterwards adds.
     *
     * @param share of requests on which it is asked, by worth
     * @param outputTokens mean over all requests, by worth
     */
    public record More(Weights share, Weights outputTokens) {}
}
