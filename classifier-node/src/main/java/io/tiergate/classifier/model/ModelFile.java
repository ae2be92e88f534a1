package io.tiergate.classifier.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** One file of a model set, on disk or in a jar. */
sealed interface ModelFile {
    /** How messages name it. */
    String place();

    /**
     * Reads it from its beginning; the caller closes the stream.
     *
     * @throws IOException if it cannot be opened
     */
    InputStream open() throws IOException;

    /**
     * Its bytes.
     *
     * @throws ModelException if it cannot be read
     */
    default byte[] read() {
        try (InputStream in = open()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** What a failure to read it is told as. */
    default ModelException unreadable(IOException cause) {
        return new ModelException(
                place() + " cannot be read; check that it is whole and that its permissions allow it", cause);
    }

    /** A file of a directory. */
    record OnDisk(Path path) implements ModelFile {
        @Override
        public String place() {
            return path.toString();
        }

        @Override
        public InputStream open() throws IOException {
            return Files.newInputStream(path);
        }
    }

    /** A file of a jar on the class path. */
    record InJar(String resource) implements ModelFile {
        @Override
        public String place() {
            return "the bundled model's " + resource;
        }

        @Override
        public InputStream open() throws IOException {
            InputStream in = ModelFile.class.getResourceAsStream(resource);
            if (in == null) {
                throw new IOException("not on the class path");
            }
            return in;
        }
    }
}
