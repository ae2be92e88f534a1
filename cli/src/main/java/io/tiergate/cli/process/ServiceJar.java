package io.tiergate.cli.process;

import io.tiergate.cli.terminal.Failure;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * A service as it was built: an executable jar whose manifest says how to run it. Beside it may lie a cache of the JVM's, with which it
 * starts in a third of the time; the JVM passes over one that was made for other jars or another JDK.
 *
 * @param file the jar; what it needs lies beside it
 * @param jvmFlags that its manifest asks for, and its cache
 */
public record ServiceJar(Path file, List<String> jvmFlags) {
    private static final String FLAGS = "Tiergate-Jvm-Flags";
    private static final String USE_CACHE = "-XX:AOTCache=";
    private static final String NO_WORD_OF_IT = "-Xlog:aot*=off";
    private static final String MAKE_CACHE = "-XX:AOTCacheOutput=";

    public ServiceJar {
        jvmFlags = List.copyOf(jvmFlags);
    }

    /**
     * The jar of a module.
     *
     * @param home the root of Tiergate's own files
     * @param module {@code control-plane}, {@code data-plane}, {@code classifier-node} or {@code simulator}
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
            ServiceJar plain = new ServiceJar(
                    file,
                    flags == null || flags.isBlank()
                            ? List.of()
                            : List.of(flags.strip().split(" +", -1)));
            return Files.exists(plain.cache()) ? plain.with(USE_CACHE + plain.cache(), NO_WORD_OF_IT) : plain;
        }
    }

    /** The same; run so, it writes its cache when it ends, from what it loaded until then. */
    public ServiceJar makingCache() {
        return new ServiceJar(
                        file,
                        jvmFlags.stream()
                                .filter(flag -> !flag.startsWith(USE_CACHE))
                                .toList())
                .with(MAKE_CACHE + cache());
    }

    private Path cache() {
        String name = String.valueOf(file.getFileName());
        return file.resolveSibling(name.substring(0, name.length() - ".jar".length()) + ".aot");
    }

    private ServiceJar with(String... more) {
        List<String> flags = new ArrayList<>(jvmFlags);
        flags.addAll(List.of(more));
        return new ServiceJar(file, flags);
    }

    private static Failure missing(Path library, String module) {
        return Failure.usage(
                "there is no tiergate-" + module + " jar in " + library,
                "build it: run ./tiergate from the project's root, or `mvn package`");
    }
}
