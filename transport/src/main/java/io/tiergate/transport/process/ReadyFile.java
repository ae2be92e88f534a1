package io.tiergate.transport.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/** Tells whoever started a process that it serves, and where: a JSON object of ports, written whole or not at all. */
public final class ReadyFile {
    private ReadyFile() {}

    /**
     * Writes the file.
     *
     * @param ports by the server's name
     * @throws IOException if it cannot be written
     */
    public static void write(Path file, Map<String, Integer> ports) throws IOException {
        StringBuilder json = new StringBuilder("{");
        ports.forEach((name, port) -> json.append(json.length() > 1 ? ", " : "")
                .append('"')
                .append(name)
                .append("\": ")
                .append(port));
        json.append("}\n");
        Path absolute = file.toAbsolutePath();
        Path temporary = absolute.resolveSibling(absolute.getFileName() + ".tmp");
        Files.writeString(temporary, json);
        Files.move(temporary, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
