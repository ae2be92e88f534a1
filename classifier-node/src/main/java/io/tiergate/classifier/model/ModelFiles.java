package io.tiergate.classifier.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The files of a model set and their digest. A directory holds {@code card.json}, {@code model.onnx}, {@code tokenizer.json}, heads in
 * {@code heads/}, and whatever else the model needs (weights beside it); where it holds a file {@code digest}, that must be the digest
 * of all the others. Immutable; reads nothing but for the digest until asked.
 */
public final class ModelFiles {
    static final String CARD = "card.json";
    static final String MODEL = "model.onnx";
    static final String TOKENIZER = "tokenizer.json";
    static final String HEADS = "heads/";
    private static final String DIGEST = "digest";
    private static final String BUNDLED = "/all-minilm-l6-v2-q";
    /** Learned by {@code tiergate train heads --prompts written --edges 6}. */
    private static final List<String> BUNDLED_HEADS = List.of("task.onnx", "task.json", "domain.onnx", "domain.json");

    private final String origin;
    private final SortedMap<String, ModelFile> files;
    private final String digest;

    private ModelFiles(String origin, SortedMap<String, ModelFile> files) {
        this.origin = origin;
        this.files = Collections.unmodifiableSortedMap(files);
        this.digest = "sha256:" + hash(listing().getBytes(StandardCharsets.UTF_8));
    }

    /** The default: all-MiniLM-L6-v2, quantised, from its jar, with heads for tasks and domains that were learned from written prompts. */
    public static ModelFiles bundled() {
        SortedMap<String, ModelFile> files = new TreeMap<>();
        files.put(CARD, new ModelFile.InJar("/all-minilm-l6-v2-q-card.json"));
        files.put(MODEL, new ModelFile.InJar(BUNDLED + ".onnx"));
        files.put(TOKENIZER, new ModelFile.InJar(BUNDLED + "-tokenizer.json"));
        BUNDLED_HEADS.forEach(head -> files.put(HEADS + head, new ModelFile.InJar(BUNDLED + "-" + HEADS + head)));
        return new ModelFiles("the bundled model", files);
    }

    /**
     * The files of a directory; hidden ones and other directories than {@code heads} are passed over.
     *
     * @throws ModelException if one that every set needs is absent, one is unreadable, or the digest is not the one that is written there
     */
    public static ModelFiles in(Path directory) {
        SortedMap<String, ModelFile> found = new TreeMap<>();
        list(directory, "", found);
        if (Files.isDirectory(directory.resolve(HEADS))) {
            list(directory.resolve(HEADS), HEADS, found);
        }
        ModelFile stated = found.remove(DIGEST);
        need(directory, found, MODEL, "export the model to ONNX under this name");
        need(directory, found, TOKENIZER, "copy the one that the model was published with");
        need(directory, found, CARD, "write one: name, window and pooling");
        ModelFiles files = new ModelFiles(directory.toString(), found);
        files.mustBe(stated);
        return files;
    }

    private static void list(Path directory, String prefix, Map<String, ModelFile> into) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                if (Files.isRegularFile(entry) && !Files.isHidden(entry)) {
                    into.put(prefix + entry.getFileName(), new ModelFile.OnDisk(entry));
                }
            }
        } catch (IOException e) {
            throw unlistable(directory, e);
        }
    }

    /** What a directory that cannot be listed is told as. */
    public static ModelException unlistable(Path directory, Exception cause) {
        return new ModelException(
                directory + " cannot be listed; check that it is a directory, and its permissions", cause);
    }

    private static void need(Path directory, Map<String, ModelFile> found, String name, String remedy) {
        if (!found.containsKey(name)) {
            throw new ModelException(directory.resolve(name) + " is missing; " + remedy);
        }
    }

    private void mustBe(@Nullable ModelFile stated) {
        if (stated == null) {
            return;
        }
        String expected = new String(stated.read(), StandardCharsets.UTF_8).strip();
        if (!expected.equals(digest)) {
            throw new ModelException(origin + ": its files are " + digest + ", its file `digest` says " + expected
                    + "; copy the set again, or remove that file if the change is meant");
        }
    }

    /** {@code sha256:HEX} over the listing {@code HEX  NAME} of its files, by name: the same files, the same digest. */
    public String digest() {
        return digest;
    }

    /** How messages name the set. */
    String origin() {
        return origin;
    }

    /**
     * The file of that name.
     *
     * @throws ModelException if there is none
     */
    ModelFile file(String name) {
        ModelFile file = files.get(name);
        if (file == null) {
            throw new ModelException(origin + ": " + name + " is missing; copy the set whole");
        }
        return file;
    }

    /** Those whose names begin so, by name. */
    SortedMap<String, ModelFile> under(String prefix) {
        return files.subMap(prefix, prefix + Character.MAX_VALUE);
    }

    private String listing() {
        StringBuilder listing = new StringBuilder();
        files.forEach((name, file) ->
                listing.append(hash(file)).append("  ").append(name).append('\n'));
        return listing.toString();
    }

    private static String hash(ModelFile file) {
        MessageDigest sha256 = sha256();
        try (InputStream in = new DigestInputStream(file.open(), sha256)) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(sha256.digest());
        } catch (IOException e) {
            throw file.unreadable(e);
        }
    }

    private static String hash(byte[] bytes) {
        return HexFormat.of().formatHex(sha256().digest(bytes));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
