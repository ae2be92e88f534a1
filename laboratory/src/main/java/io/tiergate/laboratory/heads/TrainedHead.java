package io.tiergate.laboratory.heads;

import java.util.List;

/**
 * A head that was learned, and what it is worth.
 *
 * @param name such as {@code task}
 * @param labels in the order of its outputs
 * @param edges words at each end of a text that it sees besides the whole; 0: none
 * @param width of what it takes: the embedding, followed by those of both ends where it sees them
 * @param bound energy beyond which a text counts as unseen
 */
public record TrainedHead(
        String name, List<String> labels, int edges, int width, Softmax softmax, double bound, HeadReport report) {
    public TrainedHead {
        labels = List.copyOf(labels);
    }
}
