package io.tiergate.cli.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiergate.cli.terminal.Failure;
import io.tiergate.laboratory.recorded.RecordedAnswer;
import io.tiergate.laboratory.recorded.SetReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SetFileTest {
    private static final Oracle ORACLE = Oracle.named("reference");
    private static final Judged RIGHT = new Judged("18", "stop", 1, 20, 3, 41, 120, -20_000, 85);
    private static final Judged REJECTED = new Judged(null, "length", 0, 20, 100, 230, 900, null, null);

    @TempDir
    private Path folder = Path.of("");

    private Path file() {
        return folder.resolve("set.jsonl");
    }

    private SetFile open(String... models) {
        return SetFile.open(file(), List.of(models), ORACLE);
    }

    private static Question question(String id) {
        JsonNode messages = JsonMapper.shared().readTree("[{\"role\":\"user\",\"content\":\"9+9?\"}]");
        return new Question(id, "sums", "", messages, "18", "", List.of());
    }

    @Test
    void whatIsWritten_isARecordedSet_andIsKnownAgain() throws IOException {
        open("p/a", "p/b").add(question("q1"), Map.of("p/a", RIGHT, "p/b", REJECTED), ORACLE);

        SetFile again = open("p/a", "p/b");
        assertThat(again.has(question("q1"))).isTrue();
        assertThat(again.has(question("q2"))).isFalse();
        assertThat(SetReader.read(file()).problems()).isEmpty();
        assertThat(SetReader.read(file()).prompts())
                .singleElement()
                .satisfies(prompt -> assertThat(prompt.answers())
                        .containsEntry("p/a", new RecordedAnswer("18", 1, 20L, 3L, "stop", 120L, -20_000, 85))
                        .containsEntry("p/b", new RecordedAnswer(null, 0, 20L, 100L, "length", 900L)));
    }

    @Test
    void halfALine_isForgotten() throws IOException {
        open("p/a").add(question("q1"), Map.of("p/a", RIGHT), ORACLE);
        Files.writeString(file(), "{\"id\":\"q2\",\"ta", StandardOpenOption.APPEND);

        SetFile again = open("p/a");
        assertThat(again.has(question("q2"))).isFalse();
        again.add(question("q2"), Map.of("p/a", RIGHT), ORACLE);
        assertThat(SetReader.read(file()).prompts()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "policy: mine",
                "{\"messages\": [], \"task\": \"sums\"}\n{\"messages\": [], \"task\": \"sums\"}",
                "{\"id\":\"q1\",\"oracle\":\"schema\",\"answers\":{}}\n{\"id\":\"q2\""
            })
    void fileThatNoRunOfThisKindWrote_isRefused_andLeftAsItIs(String text) throws IOException {
        Files.writeString(file(), text);

        assertThatThrownBy(() -> open("p/a")).isInstanceOf(Failure.class);

        assertThat(file()).hasContent(text);
    }

    @Test
    void otherModelsOrAnotherOracle_areRefused() {
        open("p/a").add(question("q1"), Map.of("p/a", RIGHT), ORACLE);

        assertThatThrownBy(() -> open("p/a", "p/b")).hasMessageContaining("has no answer of p/b");
        assertThatThrownBy(() -> SetFile.open(file(), List.of("p/a"), Oracle.named("schema")))
                .hasMessageContaining("was judged by reference");
    }
}
