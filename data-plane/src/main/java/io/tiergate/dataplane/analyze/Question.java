package io.tiergate.dataplane.analyze;

import java.util.Set;

/**
 * What an agent wants to know of a text.
 *
 * @param text any
 * @param model {@code sha256:HEX} that the policy pins; empty: the node's default
 * @param heads that must answer; empty: whatever the model has, or none where the embedding is wanted
 * @param embedding whether the embedding is needed
 * @param withinNanos that the request's budget leaves
 * @param mostMicros that the text may cost; a dearer one is not sent
 */
public record Question(
        String text, String model, Set<String> heads, boolean embedding, long withinNanos, long mostMicros) {
    public Question {
        heads = Set.copyOf(heads);
    }
}
