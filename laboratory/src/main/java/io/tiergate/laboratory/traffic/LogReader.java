package io.tiergate.laboratory.traffic;

import io.tiergate.laboratory.recorded.RecordedSet.Problem;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads decision records and feedback, {@code .jsonl} or {@code .jsonl.gz}, in any order and mixed. Confined to one thread. */
public final class LogReader {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final List<Handled> requests = new ArrayList<>();
    private final List<Judgement> judgements = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();
    private int repeated;
    private int cut;

    private LogReader() {}

    /**
     * Reads files, and of folders those that agents write there.
     *
     * @throws IOException if one cannot be read
     */
    public static TrafficLog read(List<Path> paths) throws IOException {
        LogReader reader = new LogReader();
        for (Path path : paths) {
            if (Files.isDirectory(path)) {
                for (Path file : written(path)) {
                    reader.file(file);
                }
            } else {
                reader.file(path);
            }
        }
        return new TrafficLog(reader.requests, reader.judgements, reader.repeated, reader.cut, reader.problems);
    }

    private static List<Path> written(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches("(records|feedback)-.*\\.jsonl(\\.gz)?"))
                    .sorted()
                    .toList();
        }
    }

    private void file(Path file) throws IOException {
        try (InputStream bytes = new BufferedInputStream(Files.newInputStream(file));
                InputStream plain =
                        new BufferedInputStream(file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes)) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            long number = 0;
            for (int next = plain.read(); next >= 0; next = plain.read()) {
                if (next == '\n') {
                    number++;
                    line(file, number, line.toByteArray());
                    line.reset();
                } else {
                    line.write(next);
                }
            }
            cut += line.size() > 0 ? 1 : 0;
        }
    }

    private void line(Path file, long number, byte[] line) {
        if (line.length == 0) {
            return;
        }
        try {
            JsonNode read = JSON.readTree(line);
            if (read.has("decision") && read.has("score")) {
                judgements.add(judgement(read));
            } else if (read.has("id")) {
                Handled handled = HandledReader.read(read);
                if (ids.add(handled.id())) {
                    requests.add(handled);
                } else {
                    repeated++;
                }
            } else {
                problems.add(new Problem(file, number, "", "is neither a decision record nor feedback"));
            }
        } catch (JacksonException e) {
            problems.add(new Problem(file, number, "", "is not JSON: " + e.getOriginalMessage()));
        } catch (IllegalArgumentException e) {
            problems.add(new Problem(file, number, "", String.valueOf(e.getMessage())));
        }
    }

    private static Judgement judgement(JsonNode line) {
        double score = line.path("score").asDouble(Double.NaN);
        if (!(score >= 0 && score <= 1)) {
            throw new IllegalArgumentException("has score " + line.path("score") + ", not one from 0 to 1");
        }
        return new Judgement(
                line.path("decision").asString(""),
                score,
                line.path("source").asString(""),
                new Judgement.Author(
                        line.path("author").asString(""),
                        line.path("tenant").asString(""),
                        line.path("platform").asBoolean(false)),
                line.path("time_ms").asLong(0));
    }
}
