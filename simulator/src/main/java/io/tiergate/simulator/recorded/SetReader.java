package io.tiergate.simulator.recorded;

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
import java.util.zip.GZIPInputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Reads one recorded set, {@code .jsonl} or {@code .jsonl.gz}, and finds every bad line. Confined to one thread. */
public final class SetReader {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path file;
    private final List<RecordedPrompt> prompts = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();
    private long line;

    private SetReader(Path file) {
        this.file = file;
    }

    /**
     * Reads a file to its end, bad lines or not.
     *
     * @throws IOException if the file cannot be read or is not gzip though named so
     */
    public static RecordedSet read(Path file) throws IOException {
        SetReader reader = new SetReader(file);
        try (InputStream in = open(file)) {
            reader.readLines(in);
        }
        return new RecordedSet(reader.prompts, reader.problems);
    }

    private static InputStream open(Path file) throws IOException {
        InputStream raw = Files.newInputStream(file);
        if (!file.toString().endsWith(".gz")) {
            return new BufferedInputStream(raw);
        }
        try {
            return new BufferedInputStream(new GZIPInputStream(raw, 1 << 16));
        } catch (IOException e) {
            raw.close();
            throw e;
        }
    }

    private void readLines(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 14);
        byte[] block = new byte[1 << 16];
        for (int n = in.read(block); n >= 0; n = in.read(block)) {
            int start = 0;
            for (int i = 0; i < n; i++) {
                if (block[i] == '\n') {
                    bytes.write(block, start, i - start);
                    readLine(bytes.toByteArray());
                    bytes.reset();
                    start = i + 1;
                }
            }
            bytes.write(block, start, n - start);
        }
        if (bytes.size() > 0) {
            readLine(bytes.toByteArray());
        }
    }

    private void readLine(byte[] bytes) {
        line++;
        if (isBlank(bytes)) {
            return;
        }
        try {
            RecordedPrompt prompt = LineReader.prompt(JSON.readTree(bytes));
            if (ids.add(prompt.id())) {
                prompts.add(prompt);
            } else {
                throw new InvalidLineException("id", "duplicate id " + prompt.id());
            }
        } catch (JacksonException e) {
            problems.add(new Problem(file, line, "", "not JSON: " + e.getOriginalMessage()));
        } catch (InvalidLineException e) {
            problems.add(new Problem(file, line, e.field(), String.valueOf(e.getMessage())));
        }
    }

    private static boolean isBlank(byte[] bytes) {
        for (byte b : bytes) {
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return true;
    }
}
