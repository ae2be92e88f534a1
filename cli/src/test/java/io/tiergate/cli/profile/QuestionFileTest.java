package io.tiergate.cli.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiergate.cli.session.Session;
import io.tiergate.cli.session.Surroundings;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.cli.terminal.Terminal;
import io.tiergate.transport.GrpcChannels;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuestionFileTest {
    private static final String GOOD =
            "{\"task\": \"sums\", \"messages\": [{\"role\": \"user\", \"content\": \"9+9?\"}]}";

    @TempDir
    private Path folder = Path.of("");

    private List<Question> read(String text) throws IOException {
        Files.writeString(folder.resolve("p.jsonl"), text);
        PrintWriter nowhere = new PrintWriter(new StringWriter());
        return QuestionFile.read(
                new Session(
                        new Terminal(nowhere, nowhere, false, false),
                        new Surroundings(
                                Map.of(),
                                folder,
                                folder,
                                InputStream.nullInputStream(),
                                InstantSource.system(),
                                (address, tls) -> GrpcChannels.openPlain(address, 1))),
                Path.of("p.jsonl"));
    }

    @Test
    void markThatSomeEditorsWriteFirst_andTheirLineEnds_areNoPartOfTheText() throws IOException {
        assertThat(read("\uFEFF" + GOOD + "\r\n\r\n" + GOOD + "\r\n"))
                .extracting(Question::id)
                .containsExactly("p1", "p3");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ | is not JSON",
                "{\"task\": \"sums\", \"messages\": []} | messages must be a list of chat messages",
                "{\"task\": \"sums\", \"messages\": [{\"role\": \"tool\", \"content\": \"x\"}]} | must each have a role",
                "{\"messages\": [{\"role\": \"user\", \"content\": \"x\"}]} | task must be a task of the policy",
                "{\"id\": \"p1\", \"task\": \"sums\", \"messages\": [{\"role\": \"user\", \"content\": \"x\"}]} | id has p1 a second time",
            })
    void badLine_isNamedWithItsPlace(String line, String problem) {
        assertThatThrownBy(() -> read(GOOD + "\n" + line))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("p.jsonl:2: ")
                .hasMessageContaining(problem);
    }

    @Test
    void fileWithoutPrompts_isRefused() {
        assertThatThrownBy(() -> read("\n")).hasMessageContaining("p.jsonl has no prompts");
    }
}
