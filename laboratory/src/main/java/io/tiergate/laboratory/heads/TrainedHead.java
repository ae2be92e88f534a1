package io.tiergate.laboratory.heads;

import java.util.List;

/**
 * A head that was learned, and what it is worth.
 *
 * @param name such as {@code task}
 * @param labels in the order of its outputs
 * @param width of the embeddings that it takes
 * @param bound energy beyond which a text counts as unseen
 */
public record TrainedHead(
        String name, List<String> labels, int width, Softmax softmax, double bound, HeadReport report) {
    public TrainedHead {
        labels = List.copyOf(labels);
    }
}
