package io.tiergate.classifier.model;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Set;

/** An ONNX file ready to run. Safe for many threads at once; whoever loads it closes it, after its last use. */
final class Graph implements AutoCloseable {
    private final String place;
    private final OrtSession session;

    private Graph(String place, OrtSession session) {
        this.place = place;
        this.session = session;
    }

    /**
     * What a run gave.
     *
     * @param values row by row, as {@code shape} says
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Output(long[] shape, float[] values) {
        int rank() {
            return shape.length;
        }

        int width() {
            return (int) shape[shape.length - 1];
        }
    }

    static Graph load(ModelFile file, Device device) {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            device.prepare(options);
            return new Graph(
                    file.place(),
                    switch (file) {
                        // By its path, so that it finds weights that are kept beside it.
                        case ModelFile.OnDisk disk ->
                            environment.createSession(disk.path().toString(), options);
                        case ModelFile.InJar jar -> environment.createSession(jar.read(), options);
                    });
        } catch (OrtException e) {
            throw new ModelException(
                    file.place() + " is no ONNX model that runs here (" + e.getMessage()
                            + "); export it again, with every file that belongs to it",
                    e);
        }
    }

    String place() {
        return place;
    }

    Set<String> inputs() {
        return session.getInputNames();
    }

    /** The shape of an input; -1 where any size will do. */
    long[] shapeOf(String input, OnnxJavaType type) {
        NodeInfo info = inputInfo().get(input);
        if (info == null || !(info.getInfo() instanceof TensorInfo tensor)) {
            throw new ModelException(place + ": its input " + input + " is no tensor");
        }
        if (tensor.type != type) {
            throw new ModelException(
                    place + ": its input " + input + " takes " + tensor.type + "; export it with " + type);
        }
        return tensor.getShape();
    }

    /**
     * The output to read: the one of that name, the first where the name is empty.
     *
     * @throws ModelException if there is none of that name
     */
    String output(String name) {
        Set<String> outputs = session.getOutputNames();
        if (name.isEmpty()) {
            return outputs.iterator().next();
        }
        if (!outputs.contains(name)) {
            throw new ModelException(place + ": it has no output " + name + "; it has " + String.join(", ", outputs));
        }
        return name;
    }

    private Map<String, NodeInfo> inputInfo() {
        try {
            return session.getInputInfo();
        } catch (OrtException e) {
            throw new ModelException(place + " cannot say what it takes", e);
        }
    }

    Output run(Map<String, OnnxTensor> inputs, String output) {
        try (OrtSession.Result result = session.run(inputs, Set.of(output))) {
            if (!(result.get(0) instanceof OnnxTensor tensor)) {
                throw new ModelException(
                        place + ": its output " + output + " is no tensor; name another one in the card");
            }
            FloatBuffer buffer = tensor.getFloatBuffer();
            if (buffer == null) {
                throw new ModelException(
                        place + ": its output " + output + " is no tensor of floats; name another one in the card");
            }
            float[] values = new float[buffer.remaining()];
            buffer.get(values);
            return new Output(tensor.getInfo().getShape(), values);
        } catch (OrtException e) {
            throw new ModelException(place + " failed: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new ModelException(place + " could not be closed", e);
        }
    }
}
