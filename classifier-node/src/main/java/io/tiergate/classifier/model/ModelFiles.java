package io.tiergate.classifier.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** An encoder's two files, read whole. Immutable; frees nothing. */
public final class ModelFiles {
    private static final String MODEL = "model.onnx";
    private static final String TOKENIZER = "tokenizer.json";
    private static final String BUNDLED = "/all-minilm-l6-v2-q";

    private final String origin;
    private final byte[] model;
    private final byte[] tokenizer;

    private ModelFiles(String origin, byte[] model, byte[] tokenizer) {
        this.origin = origin;
        this.model = model;
        this.tokenizer = tokenizer;
    }

    /** The default: all-MiniLM-L6-v2, quantised, from its jar. */
    public static ModelFiles bundled() {
        return new ModelFiles("the bundled model", resource(BUNDLED + ".onnx"), resource(BUNDLED + "-tokenizer.json"));
    }

    /**
     * Reads {@code model.onnx} and {@code tokenizer.json} of a directory.
     *
     * @throws ModelException if one is absent or unreadable
     */
    public static ModelFiles in(Path directory) {
        return new ModelFiles(
                directory.toString(),
                file(directory.resolve(MODEL), "export the encoder to ONNX under this name"),
                file(directory.resolve(TOKENIZER), "copy the one that the model was published with"));
    }

    /** {@code sha256:HEX} over the listing {@code HEX  NAME} of both files, by name: the same files, the same digest. */
    public String digest() {
        String listing = hash(model) + "  " + MODEL + "\n" + hash(tokenizer) + "  " + TOKENIZER + "\n";
        return "sha256:" + hash(listing.getBytes(StandardCharsets.UTF_8));
    }

    String origin() {
        return origin;
    }

    byte[] model() {
        return model;
    }

    byte[] tokenizer() {
        return tokenizer;
    }

    private static byte[] file(Path file, String remedy) {
        if (!Files.isRegularFile(file)) {
            throw new ModelException(file + " is missing; " + remedy);
        }
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new ModelException(file + " cannot be read; check its permissions", e);
        }
    }

    private static byte[] resource(String name) {
        try (InputStream in = ModelFiles.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new ModelException("the bundled model's " + name + " is missing; put its jar on the class path");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new ModelException("the bundled model's " + name + " cannot be read; is its jar whole?", e);
        }
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
