package io.tiergate.cli.recorded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiergate.cli.session.Session;
import io.tiergate.cli.session.Surroundings;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.cli.terminal.Terminal;
import io.tiergate.transport.GrpcChannels;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordedFileTest {
    private static final String GOOD =
            "{\"id\":\"a\",\"task\":\"qa\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"answers\":{\"m\":{\"score\":0.5}}}\n";

    private final StringWriter notes = new StringWriter();

    @TempDir
    private Path folder = Path.of("");

    private Session session() {
        PrintWriter writer = new PrintWriter(notes);
        return new Session(
                new Terminal(writer, writer, false, false),
                new Surroundings(
                        Map.of(),
                        folder,
                        folder,
                        InputStream.nullInputStream(),
                        InstantSource.system(),
                        (address, tls) -> GrpcChannels.openPlain(address, 1)));
    }

    private void write(String text) throws IOException {
        Files.writeString(folder.resolve("set.jsonl"), text);
    }

    @Test
    void badLine_isShownAndStopsTheCommand_unlessItIsLeftOut() throws IOException {
        write(GOOD + "{\n");
        Path set = Path.of("set.jsonl");

        assertThatThrownBy(() -> RecordedFile.read(session(), set, false))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("has 1 bad line");
        assertThat(notes.toString()).contains("set.jsonl:2: is not JSON");
        assertThat(RecordedFile.read(session(), set, true).prompts()).hasSize(1);
    }

    @Test
    void fileThatIsMissingEmptyOrCut_isRefused() throws IOException {
        write("\n");
        byte[] zipped = zipped(GOOD.repeat(100));
        Files.write(folder.resolve("cut.jsonl.gz"), Arrays.copyOf(zipped, zipped.length / 2));

        assertThatThrownBy(() -> RecordedFile.read(session(), Path.of("none.jsonl"), false))
                .hasMessageContaining("does not exist");
        assertThatThrownBy(() -> RecordedFile.read(session(), Path.of("set.jsonl"), false))
                .hasMessageContaining("has no prompts");
        assertThatThrownBy(() -> RecordedFile.read(session(), Path.of("cut.jsonl.gz"), false))
                .hasMessageContaining("cannot read cut.jsonl.gz: it ends too early");
        Files.write(folder.resolve("empty.jsonl.gz"), new byte[0]);
        assertThatThrownBy(() -> RecordedFile.read(session(), Path.of("empty.jsonl.gz"), false))
                .hasMessageContaining("cannot read empty.jsonl.gz: it ends too early");
    }

    private byte[] zipped(String text) throws IOException {
        Path file = folder.resolve("whole.jsonl.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return Files.readAllBytes(file);
    }
}
