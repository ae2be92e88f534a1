package io.tiergate.classifier.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model set says of itself: {@code card.json}.
 *
 * @param name for people
 * @param window tokens that the model sees of a text, special ones included
 * @param prefix written before every text ({@code "query: "} for e5); mostly empty
 * @param pad id of the token that fills shorter texts of a batch
 * @param pooling how an output per token becomes one vector
 * @param normalise whether embeddings are brought to unit length
 * @param precision says how the model may be run
 * @param dimensions of the embedding; 0: as the ONNX file says
 * @param output name of the output that is read; empty: the first
 * @param head the model's own head where it is a whole classifier; empty: it is an encoder
 * @param labels of that head, in the order of its logits ({@code id2label})
 * @param edges words at each end of a text that its heads see besides the whole; 0: none
 * @param distance how far a text is from what was seen; null: the set does not say
 */
record ModelCard(
        String name,
        int window,
        String prefix,
        int pad,
        Pooling pooling,
        boolean normalise,
        Precision precision,
        int dimensions,
        String output,
        String head,
        List<String> labels,
        int edges,
        @Nullable Distance distance) {
    /** The least that a window holds: a sign at each end and one token. */
    private static final int LEAST_WINDOW = 3;
    /** Warming up runs texts of nearly a window. */
    private static final int MOST_WINDOW = 1 << 17;

    private static final int MOST_EDGES = 1_000;

    ModelCard {
        labels = List.copyOf(labels);
    }

    /** How an output per token becomes one vector. */
    enum Pooling {
        /** The mean of the tokens. */
        MEAN,
        /** The first token. */
        CLS,
        /** The model gives one vector a text. */
        NONE
    }

    /** How exact the model's arithmetic is. */
    enum Precision {
        /** What one text gives does not depend on what shares its batch; batches are welcome. */
        FLOAT,
        /** Quantised as it runs, by the values of the whole batch: one text at a time, on the CPU. */
        INT8
    }

    /**
     * A measure over one head's logits: large where nothing like the text was seen.
     *
     * @param bound beyond it a text counts as unseen
     */
    record Distance(String head, Measure measure, double bound) {
        /** The measure. */
        enum Measure {
            /** Minus the logarithm of the sum of the logits' exponentials. */
            ENERGY,
            /** Minus the largest logit. */
            LARGEST_LOGIT
        }

        double of(float[] logits) {
            return switch (measure) {
                case ENERGY -> -Scores.logSumExp(logits);
                case LARGEST_LOGIT -> -Scores.largest(logits);
            };
        }
    }

    /** Whether the model itself says labels, in place of an embedding. */
    boolean isClassifier() {
        return !labels.isEmpty();
    }

    /**
     * Reads one.
     *
     * @throws ModelException if it is not as it should be; the message names the field
     */
    static ModelCard read(ModelFile file) {
        CardReader card = CardReader.of(file);
        List<String> labels = card.numbered("id2label");
        ModelCard read = new ModelCard(
                card.text("name"),
                card.count("window", LEAST_WINDOW, MOST_WINDOW, null),
                card.text("prefix", ""),
                card.count("pad", 0, Integer.MAX_VALUE, 0),
                card.choice("pooling", Pooling.class, labels.isEmpty() ? null : Pooling.NONE),
                card.flag("normalise", true),
                card.choice("precision", Precision.class, Precision.FLOAT),
                card.count("dimensions", 1, Integer.MAX_VALUE, 0),
                card.text("output", ""),
                card.text("head", ""),
                labels,
                card.count("edges", 0, MOST_EDGES, 0),
                distance(card.within("distance")));
        card.nothingElse();
        if (read.isClassifier() == read.head.isEmpty()) {
            throw card.problem("head", "and id2label go together: a whole classifier names the head that it is");
        }
        if (read.isClassifier() && read.pooling != Pooling.NONE) {
            throw card.problem("pooling", "is none for a whole classifier: it gives its logits itself");
        }
        if (read.isClassifier() && read.edges != 0) {
            throw card.problem("edges", "are for heads; a whole classifier has none");
        }
        return read;
    }

    private static @Nullable Distance distance(@Nullable CardReader card) {
        if (card == null) {
            return null;
        }
        Distance read = new Distance(
                card.text("head"), card.choice("measure", Distance.Measure.class, null), card.number("bound"));
        card.nothingElse();
        return read;
    }
}
