package io.tiergate.systemtests;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where things are. */
final class Homes {
    private Homes() {}

    /** The project's root, whose {@code target/dist/lib} holds what was built. */
    static Path project() {
        return Path.of(System.getProperty("tiergate.home", ".."))
                .toAbsolutePath()
                .normalize();
    }

    /** A folder for what tests write, kept for whoever looks into a failure. */
    static Path work(String name) {
        try {
            return Files.createDirectories(Path.of("target", name).toAbsolutePath());
        } catch (IOException e) {
            throw new IllegalStateException("cannot make target/" + name, e);
        }
    }

    /** A source folder of this module. */
    static Path sources(String name) {
        return Path.of("src", "test", name).toAbsolutePath();
    }

    /** A resource's text. */
    static String resource(String name) {
        try (InputStream bytes = Homes.class.getResourceAsStream("/" + name)) {
            if (bytes == null) {
                throw new IllegalStateException("no resource " + name);
            }
            return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read resource " + name, e);
        }
    }
}
