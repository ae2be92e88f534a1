package io.tiergate.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** An agent's decision records as it wrote them. */
final class RecordFiles {
    private final List<Path> files;

    private RecordFiles(List<Path> files) {
        this.files = files;
    }

    /** The records of the agent that keeps its data there. */
    static RecordFiles of(Path agentDirectory) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found =
                Files.newDirectoryStream(agentDirectory.resolve("records"), "records-*.jsonl")) {
            found.forEach(files::add);
        }
        files.sort(null);
        return new RecordFiles(files);
    }

    /** Whether none was deleted to make room. */
    boolean areWhole() {
        return !files.isEmpty()
                && String.valueOf(files.getFirst().getFileName()).endsWith("-000001.jsonl");
    }

    long count() throws IOException {
        long[] lines = {0};
        each(line -> lines[0]++);
        return lines[0];
    }

    void each(Consumer<String> line) throws IOException {
        for (Path file : files) {
            try (BufferedReader reader = Files.newBufferedReader(file)) {
                reader.lines().forEach(line);
            }
        }
    }
}
