package io.tiergate.laboratory.heads;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A linear head as an ONNX file: {@code logits = embedding x weights + intercepts}, from {@code [texts, width]} floats to {@code [texts, labels]}.
 * Field numbers are those of {@code onnx.proto}.
 */
final class OnnxHead {
    private static final int FLOAT = 1;
    private static final int IR_VERSION = 8;
    /** The oldest that every runtime of today reads; MatMul and Add have not changed since. */
    private static final int OPSET = 13;

    private OnnxHead() {}

    static byte[] encode(Softmax softmax, int width, int labels) {
        return message(model -> {
            model.writeInt64(1, IR_VERSION);
            model.writeString(2, "tiergate");
            model.writeByteArray(7, graph(softmax, width, labels));
            model.writeByteArray(8, message(opset -> opset.writeInt64(2, OPSET)));
        });
    }

    private static byte[] graph(Softmax softmax, int width, int labels) {
        return message(graph -> {
            graph.writeByteArray(1, node("MatMul", "embedding", "weights", "weighted"));
            graph.writeByteArray(1, node("Add", "weighted", "intercepts", "logits"));
            graph.writeString(2, "head");
            graph.writeByteArray(5, tensor("weights", softmax.matrix(), width, labels));
            graph.writeByteArray(5, tensor("intercepts", softmax.intercepts(), labels));
            graph.writeByteArray(11, value("embedding", width));
            graph.writeByteArray(12, value("logits", labels));
        });
    }

    private static byte[] node(String operator, String left, String right, String output) {
        return message(node -> {
            node.writeString(1, left);
            node.writeString(1, right);
            node.writeString(2, output);
            node.writeString(4, operator);
        });
    }

    private static byte[] tensor(String name, float[] values, int... shape) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        return message(tensor -> {
            for (int size : shape) {
                tensor.writeInt64(1, size);
            }
            tensor.writeInt32(2, FLOAT);
            tensor.writeByteArray(8, name.getBytes(StandardCharsets.UTF_8));
            tensor.writeByteArray(9, raw.array());
        });
    }

    /** A matrix with as many rows as there are texts. */
    private static byte[] value(String name, int columns) {
        byte[] texts = message(dimension -> dimension.writeString(2, "texts"));
        byte[] size = message(dimension -> dimension.writeInt64(1, columns));
        byte[] shape = message(dimensions -> {
            dimensions.writeByteArray(1, texts);
            dimensions.writeByteArray(1, size);
        });
        byte[] tensorType = message(type -> {
            type.writeInt32(1, FLOAT);
            type.writeByteArray(2, shape);
        });
        return message(value -> {
            value.writeString(1, name);
            value.writeByteArray(2, message(type -> type.writeByteArray(1, tensorType)));
        });
    }

    /** Writes the fields of one message. */
    private interface Fields {
        void write(CodedOutputStream out) throws IOException;
    }

    private static byte[] message(Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            fields.write(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }
}
