package io.tiergate.classifier.model;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * A sentence encoder in memory: mean of the last hidden state, at unit length. Safe for use by many threads at once; each
 * text runs alone on its caller's thread, because a quantised model's output depends on what shares its batch. Whoever
 * loads it closes it, after its last use.
 */
public final class Encoder implements AutoCloseable {
    private static final int WINDOW_TOKENS = 512;

    private final HuggingFaceTokenizer tokenizer;
    private final OrtSession session;

    private Encoder(HuggingFaceTokenizer tokenizer, OrtSession session) {
        this.tokenizer = tokenizer;
        this.session = session;
    }

    /**
     * Loads one.
     *
     * @throws ModelException if a file is not what its name says
     */
    public static Encoder load(ModelFiles files) {
        OrtSession session = session(files);
        try {
            // The file would cut at 128 tokens; we cut, and say so.
            return new Encoder(
                    HuggingFaceTokenizer.newInstance(
                            new ByteArrayInputStream(files.tokenizer()),
                            Map.of("truncation", "false", "padding", "false")),
                    session);
        } catch (IOException | RuntimeException e) {
            close(session);
            throw new ModelException(files.origin() + ": tokenizer.json is no tokenizer; export it again", e);
        }
    }

    private static OrtSession session(ModelFiles files) {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            return OrtEnvironment.getEnvironment().createSession(files.model(), options);
        } catch (OrtException e) {
            throw new ModelException(files.origin() + ": model.onnx is no ONNX model; export it again", e);
        }
    }

    /**
     * Encodes one text; an unpaired surrogate counts as {@code ?}.
     *
     * @throws ModelException if the model fails or its output is not finite
     */
    public Embedding encode(String text) {
        String wellFormed = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        Encoding encoding = tokenizer.encode(wellFormed);
        long[] ids = encoding.getIds();
        long[] seen = Arrays.copyOf(ids, Math.min(ids.length, WINDOW_TOKENS));
        seen[seen.length - 1] = ids[ids.length - 1];
        return new Embedding(run(seen), ids.length - seen.length);
    }

    private float[] run(long[] ids) {
        long[] ones = new long[ids.length];
        Arrays.fill(ones, 1);
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OnnxTensor input = OnnxTensor.createTensor(environment, new long[][] {ids});
                OnnxTensor mask = OnnxTensor.createTensor(environment, new long[][] {ones});
                OnnxTensor types = OnnxTensor.createTensor(environment, new long[][] {new long[ids.length]});
                OrtSession.Result result =
                        session.run(Map.of("input_ids", input, "attention_mask", mask, "token_type_ids", types))) {
            return unitMean(((float[][][]) result.get(0).getValue())[0]);
        } catch (OrtException e) {
            throw new ModelException("the model failed on a text of " + ids.length + " tokens", e);
        }
    }

    static float[] unitMean(float[][] rows) {
        double[] sum = new double[rows[0].length];
        for (float[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                sum[i] += row[i];
            }
        }
        double square = 0;
        for (double value : sum) {
            square += value * value;
        }
        if (!Double.isFinite(square) || square == 0) {
            throw new ModelException("the model's output has no direction: zero, infinite or not a number");
        }
        double length = Math.sqrt(square);
        float[] unit = new float[sum.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = (float) (sum[i] / length);
        }
        return unit;
    }

    @Override
    public void close() {
        tokenizer.close();
        close(session);
    }

    private static void close(OrtSession session) {
        try {
            session.close();
        } catch (OrtException e) {
            throw new ModelException("the model could not be closed", e);
        }
    }
}
