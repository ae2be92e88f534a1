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
        } catch (ModelException e) {
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
            return gives == Gives.LOGITS ? Scores.ofLogits(labels, values) : Scores.ofProbabilities(labels, values);
        } catch (OrtException e) {
            throw new ModelException(
                    graph.place() + " does not take an embedding of " + embedding.length + " numbers", e);
        }
    }

    @Override
    public void close() {
        graph.close();
    }
}
