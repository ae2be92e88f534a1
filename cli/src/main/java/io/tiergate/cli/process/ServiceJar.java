package io.tiergate.cli.process;

import io.tiergate.cli.terminal.Failure;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * A service as it was built: an executable jar whose manifest says how to run it.
 *
 * @param file the jar; what it needs lies beside it
 * @param jvmFlags that its manifest asks for
 */
public record ServiceJar(Path file, List<String> jvmFlags) {
    private static final String FLAGS = "Tiergate-Jvm-Flags";

    public ServiceJar {
        jvmFlags = List.copyOf(jvmFlags);
    }

    /**
     * The jar of a module.
     *
     * @param home the root of Tiergate's own files
     * @param module {@code control-plane}, {@code data-plane} or {@code simulator}
     * @throws Failure if it is not built
     */
    public static ServiceJar find(Path home, String module) {
        Path library = home.resolve("target").resolve("dist").resolve("lib");
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(library, "tiergate-" + module + "-[0-9]*.jar")) {
            for (Path jar : jars) {
                return read(jar);
            }
        } catch (IOException e) {
            throw missing(library, module);
        }
        throw missing(library, module);
    }

    private static ServiceJar read(Path file) throws IOException {
        try (JarFile jar = new JarFile(file.toFile())) {
            Manifest manifest = jar.getManifest();
            String flags =
                    manifest == null ? null : manifest.getMainAttributes().getValue(FLAGS);
            return new ServiceJar(
                    file,
                    flags == null || flags.isBlank()
                            ? List.of()
                            : List.of(flags.strip().split(" +", -1)));
        }
    }

    private static Failure missing(Path library, String module) {
        return Failure.usage(
                "there is no tiergate-" + module + " jar in " + library,
                "build it: run ./tiergate from the project's root, or `mvn package`");
    }
}
