package io.tiergate.classifier.model;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The network of a model set: tokens of one or more texts in, one vector a text out. Safe for many threads at once. */
final class Encoder implements AutoCloseable {
    private static final String IDS = "input_ids";
    private static final String MASK = "attention_mask";
    private static final String TYPES = "token_type_ids";
    private static final String POSITIONS = "position_ids";
    private static final Set<String> KNOWN = Set.of(IDS, MASK, TYPES, POSITIONS);

    private final Graph graph;
    private final ModelCard card;
    private final String output;

    private Encoder(Graph graph, ModelCard card) {
        this.graph = graph;
        this.card = card;
        this.output = graph.output(card.output());
        for (String input : graph.inputs()) {
            if (!KNOWN.contains(input)) {
                throw new ModelException(graph.place() + ": its input " + input + " is unknown; a text model takes "
                        + String.join(", ", IDS, MASK, TYPES, POSITIONS));
            }
            graph.shapeOf(input, OnnxJavaType.INT64);
        }
        if (!graph.inputs().contains(IDS)) {
            throw new ModelException(graph.place() + ": it has no input " + IDS + "; it is no text model");
        }
    }

    static Encoder load(ModelFile file, ModelCard card, Device device) {
        Graph graph = Graph.load(file, device);
        try {
            return new Encoder(graph, card);
        } catch (RuntimeException | Error e) {
            graph.close();
            throw e;
        }
    }

    /**
     * One vector a text, in order, as the model gives it; nothing checks its values.
     *
     * @throws ModelException if the model fails, or its output has not the shape that the card says
     */
    float[][] encode(List<Tokens> texts) {
        int longest = 0;
        for (Tokens text : texts) {
            longest = Math.max(longest, text.seen());
        }
        Map<String, OnnxTensor> inputs = new HashMap<>();
        try {
            for (String input : graph.inputs()) {
                inputs.put(input, tensor(values(input, texts, longest), texts.size(), longest));
            }
            return pooled(graph.run(inputs, output), texts, longest);
        } catch (OrtException e) {
            throw new ModelException(
                    graph.place() + " does not take " + texts.size() + " texts of " + longest + " tokens", e);
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    private static OnnxTensor tensor(long[] values, long rows, long columns) throws OrtException {
        return OnnxTensor.createTensor(
                OrtEnvironment.getEnvironment(), LongBuffer.wrap(values), new long[] {rows, columns});
    }

    private long[] values(String input, List<Tokens> texts, int longest) {
        long[] values = new long[texts.size() * longest];
        for (int row = 0; row < texts.size(); row++) {
            int from = row * longest;
            long[] ids = texts.get(row).ids();
            switch (input) {
                case IDS -> {
                    System.arraycopy(ids, 0, values, from, ids.length);
                    Arrays.fill(values, from + ids.length, from + longest, card.pad());
                }
                case MASK -> Arrays.fill(values, from, from + ids.length, 1);
                case POSITIONS -> {
                    for (int i = 0; i < longest; i++) {
                        values[from + i] = i;
                    }
                }
                default -> {} // one sequence: its type is 0
            }
        }
        return values;
    }

    private float[][] pooled(Graph.Output out, List<Tokens> texts, int longest) {
        boolean perToken = card.pooling() != ModelCard.Pooling.NONE;
        boolean everyToken = card.pooling() == ModelCard.Pooling.MEAN;
        if (out.rank() != (perToken ? 3 : 2)
                || out.shape()[0] != texts.size()
                || (everyToken && out.shape()[1] != longest)) {
            throw new ModelException(graph.place() + ": its output " + output + " has the shape "
                    + Arrays.toString(out.shape()) + "; with this pooling it is [texts, "
                    + (perToken ? "tokens, " : "") + "width]: correct `pooling` or `output` in the card");
        }
        int width = out.width();
        int stride = out.values().length / texts.size();
        float[][] vectors = new float[texts.size()][];
        for (int row = 0; row < vectors.length; row++) {
            int from = row * stride;
            vectors[row] = everyToken
                    ? mean(out.values(), from, texts.get(row).seen(), width)
                    : Arrays.copyOfRange(out.values(), from, from + width);
        }
        return vectors;
    }

    private static float[] mean(float[] values, int from, int rows, int width) {
        float[] mean = new float[width];
        for (int column = 0; column < width; column++) {
            double sum = 0;
            for (int row = 0; row < rows; row++) {
                sum += values[from + row * width + column];
            }
            mean[column] = (float) (sum / rows);
        }
        return mean;
    }

    @Override
    public void close() {
        graph.close();
    }
}
