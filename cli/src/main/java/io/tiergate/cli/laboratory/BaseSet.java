package io.tiergate.cli.laboratory;

import io.tiergate.cli.process.ServiceJar;
import io.tiergate.cli.session.Session;
import io.tiergate.cli.terminal.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The model set that heads are learned for: a directory, or the one in the classifier node's jars. */
final class BaseSet {
    static final String BUNDLED = "bundled";

    private static final String MODEL = "all-minilm-l6-v2-q";
    /** Files of a set by their names in the jars. */
    private static final Map<String, String> IN_JARS = inJars();

    private BaseSet() {}

    private static Map<String, String> inJars() {
        Map<String, String> names = new LinkedHashMap<>();
        names.put(MODEL + "-card.json", "card.json");
        names.put(MODEL + ".onnx", "model.onnx");
        names.put(MODEL + "-tokenizer.json", "tokenizer.json");
        for (String head : List.of("task.onnx", "task.json", "domain.onnx", "domain.json")) {
            names.put(MODEL + "-heads/" + head, "heads/" + head);
        }
        return names;
    }

    private static boolean isBundled(Path base) {
        return base.equals(Path.of(BUNDLED));
    }

    /** What a node that is started for this needs, so that it has the set. */
    static List<String> nodeArguments(Path base, Path copy) {
        return isBundled(base) ? List.of() : List.of("--models=" + copy.getParent());
    }

    /**
     * Copies the base, but for its digest, which heads change.
     *
     * @throws Failure if it is not there
     */
    static void copy(Session session, Path base, Path into) throws IOException {
        Files.createDirectories(into.resolve("heads"));
        if (isBundled(base)) {
            extract(ServiceJar.find(session.surroundings().home(), "classifier-node"), into);
            return;
        }
        Path from = session.path(base);
        if (!Files.isRegularFile(from.resolve("model.onnx")) || !Files.isRegularFile(from.resolve("card.json"))) {
            throw Failure.usage(base + " is no model set", "name a directory as docs/model-sets.md describes it");
        }
        copyFiles(from, into);
        Files.deleteIfExists(into.resolve("digest"));
        if (Files.isDirectory(from.resolve("heads"))) {
            copyFiles(from.resolve("heads"), into.resolve("heads"));
        }
    }

    private static void copyFiles(Path from, Path into) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                if (Files.isRegularFile(file) && !Files.isHidden(file)) {
                    Files.copy(file, into.resolve(String.valueOf(file.getFileName())));
                }
            }
        }
    }

    private static void extract(ServiceJar service, Path into) throws IOException {
        Map<String, String> wanted = new LinkedHashMap<>(IN_JARS);
        Path library = service.file().resolveSibling(".");
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(library, "*{classifier-node,minilm}*.jar")) {
            for (Path jar : jars) {
                try (ZipFile zip = new ZipFile(jar.toFile())) {
                    for (String name : List.copyOf(wanted.keySet())) {
                        if (extract(zip, name, into.resolve(IN_JARS.getOrDefault(name, name)))) {
                            wanted.remove(name);
                        }
                    }
                }
            }
        }
        if (!wanted.isEmpty()) {
            throw Failure.usage(
                    "the jars in " + library.normalize() + " hold no " + String.join(", ", wanted.keySet()),
                    "build them: run ./tiergate from the project's root");
        }
    }

    private static boolean extract(ZipFile zip, String name, Path file) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            return false;
        }
        try (InputStream in = zip.getInputStream(entry)) {
            Files.copy(in, file);
        }
        return true;
    }
}
