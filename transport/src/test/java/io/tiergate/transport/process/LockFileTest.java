package io.tiergate.transport.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class LockFileTest {
    private static final int TAKEN = 7;
    private static final int REFUSED = 8;

    /** Another process, which takes the file and ends. */
    static final class Other {
        private Other() {}

        public static void main(String[] arguments) throws IOException {
            System.exit(LockFile.take(Path.of(arguments[0])) == null ? REFUSED : TAKEN);
        }
    }

    @Test
    void file_isOneHolders_forOtherProcessesToo_evenAfterARefusal(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("a/lock");
        try (LockFile held = LockFile.take(file)) {
            assertThat(held).isNotNull();
            assertThat(LockFile.take(file)).isNull();
            assertThat(LockFile.take(folder.resolve("a/../a/lock"))).isNull();
            Path link = Files.createSymbolicLink(folder.resolve("b"), folder.resolve("a"));
            assertThat(LockFile.take(link.resolve("lock"))).isNull();

            assertThat(otherProcess(file)).isEqualTo(REFUSED);
        }
        assertThat(otherProcess(file)).isEqualTo(TAKEN);
    }

    @Test
    void fileGivenFreeTwice_isTheNextHolders(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("lock");
        LockFile first = Objects.requireNonNull(LockFile.take(file));
        first.close();
        try (LockFile second = LockFile.take(file)) {
            assertThat(second).isNotNull();
            first.close();

            assertThat(LockFile.take(file)).isNull();
        }
    }

    private static int otherProcess(Path file) throws IOException, InterruptedException, URISyntaxException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classes(LockFile.class) + File.pathSeparator + classes(Other.class),
                        Other.class.getName(),
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private static Path classes(Class<?> of) throws URISyntaxException {
        return Path.of(of.getProtectionDomain().getCodeSource().getLocation().toURI());
    }
}
