package io.tiergate.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiergate.cli.terminal.Failure;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordedSetTest {
    private static final String GOOD =
            "{\"id\":\"a\",\"task\":\"qa\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"answers\":{\"m\":{\"score\":0.5}}}";

    @TempDir
    private Path folder;

    @Test
    void set_isReadInItsOrder_compressedOrNot() throws IOException {
        String lines = GOOD + "\n\n" + GOOD.replace("\"a\"", "\"b\"");
        Path plain = Files.writeString(folder.resolve("set.jsonl"), lines);
        Path zipped = folder.resolve("set.jsonl.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
            out.write(lines.getBytes(StandardCharsets.UTF_8));
        }

        assertThat(RecordedSet.read(plain).prompts()).containsOnlyKeys("a", "b");
        assertThat(RecordedSet.read(zipped).prompts())
                .isEqualTo(RecordedSet.read(plain).prompts());
        assertThat(RecordedSet.read(plain).prompt("a"))
                .isNotNull()
                .satisfies(prompt -> assertThat(prompt.score("m")).isEqualTo(0.5));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"id\": | the line is not JSON",
                "{\"task\":\"qa\",\"messages\":[{}],\"answers\":{\"m\":{\"score\":1}}} | id must be a text",
                "{\"id\":\"x\",\"task\":\"qa\",\"messages\":[],\"answers\":{\"m\":{\"score\":1}}} | messages must be a list",
                "{\"id\":\"x\",\"task\":\"qa\",\"messages\":[{}],\"answers\":{\"m\":{\"score\":1.5}}} | answers.m.score must be a number from 0 to 1",
                "{\"id\":\"x\",\"task\":\"qa\",\"messages\":[{}],\"answers\":{}} | answers must hold",
                "{\"id\":\"a\",\"task\":\"qa\",\"messages\":[{}],\"answers\":{\"m\":{\"score\":1}}} | id has a a second time",
            })
    void badLine_isNamedWithItsPlace(String line, String problem) throws IOException {
        Path file = Files.writeString(folder.resolve("set.jsonl"), GOOD + "\n" + line + "\n");

        assertThatThrownBy(() -> RecordedSet.read(file))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("set.jsonl:2: " + problem);
    }

    @Test
    void cutGzip_isRefused() throws IOException {
        Path zipped = folder.resolve("set.jsonl.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
            out.write(GOOD.repeat(100).getBytes(StandardCharsets.UTF_8));
        }
        byte[] whole = Files.readAllBytes(zipped);
        Files.write(zipped, java.util.Arrays.copyOf(whole, whole.length / 2));

        assertThatThrownBy(() -> RecordedSet.read(zipped))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("cannot read");
    }
}
