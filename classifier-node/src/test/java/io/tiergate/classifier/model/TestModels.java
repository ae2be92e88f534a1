package io.tiergate.classifier.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Model sets of a few hundred bytes, which {@code src/test/onnx/make_models.py} wrote: copied to a directory, to be changed there. */
public final class TestModels {
    private TestModels() {}

    /** Writes the encoder with these heads into a new directory. */
    public static Path encoder(Path directory, String... heads) {
        set("encoder", directory);
        for (String head : heads) {
            for (String ending : new String[] {".onnx", ".json"}) {
                copy("heads/" + head + ending, directory.resolve("heads").resolve(head + ending));
            }
        }
        return directory;
    }

    /** Writes the set of that name into a new directory. */
    public static Path set(String name, Path directory) {
        for (String file : new String[] {"model.onnx", "tokenizer.json", "card.json"}) {
            copy(name + "/" + file, directory.resolve(file));
        }
        return directory;
    }

    /** Replaces a file of a set. */
    public static void write(Path directory, String file, String text) {
        try {
            Files.writeString(directory.resolve(file), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(String resource, Path file) {
        try (InputStream in = TestModels.class.getResourceAsStream("/models/" + resource)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + resource);
            }
            Files.createDirectories(file.resolveSibling("."));
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
