package io.tiergate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What one run of the command line left: its exit code and what it wrote. */
record Run(int code, String out, String err) {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    Run endsWith(int expected) {
        assertThat(code).as("exit code; standard error: %s", err).isEqualTo(expected);
        return this;
    }

    /** Standard output is that of the golden file. {@code -Dgolden.write=true} writes it instead. */
    Run prints(String name) {
        Path file = GOLDEN.resolve(name);
        try {
            if (Boolean.getBoolean("golden.write")) {
                Files.writeString(file, out);
            }
            assertThat(out).isEqualTo(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    Run notes(String line) {
        assertThat(err).contains(line);
        return this;
    }
}
