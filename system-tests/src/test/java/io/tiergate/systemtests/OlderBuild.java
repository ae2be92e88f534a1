package io.tiergate.systemtests;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What was built, as a release before this one: the same programs, in whose policy language one member of a policy is still unknown. Made
 * from the jars by taking the member out of the JSON Schema that lies in them.
 */
final class OlderBuild {
    private static final String SCHEMA = "/io/tiergate/policy/schema/policy.schema.json";

    private OlderBuild() {}

    /** Makes it in that folder, which then is a home as {@link Homes#project} is. */
    static Path without(String member, Path home) throws IOException {
        Path built = Homes.project().resolve("target/dist/lib");
        Path library = Files.createDirectories(home.resolve("target/dist/lib"));
        for (Path jar : jars(built)) {
            Path here = library.resolve(jar.getFileName());
            Files.copy(jar, here); // no links: the JVM looks for what a jar needs beside the file that a link leads to
            if (String.valueOf(jar.getFileName()).startsWith("tiergate-policy-")) {
                forget(member, here);
            }
        }
        return home;
    }

    private static List<Path> jars(Path library) throws IOException {
        try (Stream<Path> files = Files.list(library)) {
            return files.filter(file -> file.toString().endsWith(".jar")).toList();
        }
    }

    private static void forget(String member, Path jar) throws IOException {
        try (FileSystem inside = FileSystems.newFileSystem(jar)) {
            Path schema = inside.getPath(SCHEMA);
            ObjectNode root = (ObjectNode) JsonMapper.shared().readTree(Files.readString(schema));
            if (root.withObject("properties").remove(member) == null) {
                throw new IllegalStateException("a policy has no member " + member);
            }
            Files.writeString(schema, root.toString());
        }
    }
}
