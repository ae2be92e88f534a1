package io.tiergate.classifier.model;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;

/**
 * A classifier over embeddings: {@code heads/NAME.onnx}, which takes {@code [texts, width]} and gives {@code [texts, labels]} (or one
 * column, the logit of the second of two labels), and {@code heads/NAME.json}, which names the labels. Safe for many threads at once.
 */
final class Head implements AutoCloseable {
    /** What a sum of probabilities may be off by. */
    private static final double TOLERANCE = 0.01;

    private final Graph graph;
    private final String input;
    private final String output;
    private final List<String> labels;
    private final Gives gives;

    private Head(Graph graph, CardReader card, int width) {
        this.graph = graph;
        this.labels = card.texts("labels", 2);
        this.gives = card.choice("gives", Gives.class, Gives.LOGITS);
        this.output = graph.output(card.text("output", ""));
        // What it was learned from and is worth: for people.
        card.within("learned");
        card.nothingElse();
        if (graph.inputs().size() != 1) {
            throw new ModelException(graph.place() + ": a head has one input, the embedding; it has "
                    + String.join(", ", graph.inputs()));
        }
        this.input = graph.inputs().iterator().next();
        long[] shape = graph.shapeOf(input, OnnxJavaType.FLOAT);
        if (shape.length == 0) {
            throw new ModelException(
                    graph.place() + ": its input " + input + " is one number; a head takes embeddings");
        }
        long takes = shape[shape.length - 1];
        if (takes > 0 && takes != width) {
            throw new ModelException(graph.place() + " takes embeddings of " + takes + " numbers, the model gives "
                    + width + "; train the head on this model");
        }
    }

    /** What the numbers of a head's output are. */
    enum Gives {
        LOGITS,
        PROBABILITIES
    }

    /** Loads a head for embeddings of that width; {@code card} is its JSON file. */
    static Head load(ModelFile file, ModelFile card, int width) {
        // Small: it runs on the CPU, wherever the encoder does.
        Graph graph = Graph.load(file, Device.CPU);
        try {
            Head head = new Head(graph, CardReader.of(card), width);
            head.apply(new float[width]);
            return head;
        } catch (RuntimeException | Error e) {
            graph.close();
            throw e;
        }
    }

    /**
     * What it says of one embedding.
     *
     * @throws ModelException if it fails, or gives what is not a number
     */
    Scores apply(float[] embedding) {
        try (OnnxTensor tensor = OnnxTensor.createTensor(
                OrtEnvironment.getEnvironment(), FloatBuffer.wrap(embedding), new long[] {1, embedding.length})) {
            float[] values = graph.run(Map.of(input, tensor), output).values();
            if (values.length == 1 && labels.size() == 2) {
                values = gives == Gives.LOGITS ? new float[] {0, values[0]} : new float[] {1 - values[0], values[0]};
            }
            if (values.length != labels.size()) {
                throw new ModelException(graph.place() + " gives " + values.length + " numbers, its card names "
                        + labels.size() + " labels; they must be as many");
            }
            Finite.check(values, graph.place());
            if (gives == Gives.LOGITS) {
                return Scores.ofLogits(labels, values);
            }
            checkDistribution(values);
            return Scores.ofProbabilities(labels, values);
        } catch (OrtException e) {
            throw new ModelException(
                    graph.place() + " does not take an embedding of " + embedding.length + " numbers", e);
        }
    }

    private void checkDistribution(float[] values) {
        double sum = 0;
        boolean negative = false;
        for (float value : values) {
            sum += value;
            negative |= value < 0;
        }
        if (negative || Math.abs(sum - 1) > TOLERANCE) {
            throw new ModelException(graph.place() + " gave what are no probabilities: they sum to " + (float) sum
                    + (negative ? ", some below 0" : "") + "; correct `gives` in its card");
        }
    }

    @Override
    public void close() {
        graph.close();
    }
}
