package io.tiergate.simulator.recorded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SetReaderTest {
    private static final String GOOD =
            "{\"id\":\"1\",\"task\":\"t\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"answers\":{\"a/x\":{\"text\":\"ho\",\"score\":1}}}";

    @TempDir
    Path dir;

    private RecordedSet read(String text) throws IOException {
        return SetReader.read(Files.writeString(dir.resolve("set.jsonl"), text));
    }

    @Test
    void goodLine_isReadWhole() throws IOException {
        String line = GOOD.replace(
                "\"score\":1",
                "\"score\":0.5,\"input_tokens\":9,\"output_tokens\":7,\"cached_input_tokens\":4,\"cache_write_tokens\":2,"
                        + "\"reasoning_tokens\":3,\"latency_ms\":12.5,\"finish_reason\":\"length\",\"cost_usd\":0.1,\"logprobs\":-0.2");

        RecordedSet set = read(line + "\n");

        assertThat(set.problems()).isEmpty();
        RecordedAnswer answer = set.prompts().getFirst().answer("a/x");
        assertThat(answer).isNotNull();
        assertThat(answer.text()).isEqualTo("ho");
        assertThat(answer.usage()).isEqualTo(new RecordedUsage(9L, 7L, 4, 2, 3));
        assertThat(answer.latencyMillis()).isEqualTo(12.5);
        assertThat(answer.finishReason()).isEqualTo("length");
        assertThat(answer.logprob()).isEqualTo(-0.2);
    }

    @Test
    void logprobsThatAreNone_areReported() throws IOException {
        for (String broken : List.of("0.1", "\"-1\"", "[-1]", "-1e999")) {
            RecordedSet set = read(GOOD.replace("\"score\":1", "\"score\":1,\"logprobs\":" + broken) + "\n");
            assertThat(set.problems())
                    .as(broken)
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.field()).isEqualTo("answers.a/x.logprobs"));
        }
    }

    @Test
    void scoreOnly_isGoodButHasNothingToSay() throws IOException {
        RecordedSet set = read(GOOD.replace("\"text\":\"ho\",", ""));

        RecordedAnswer answer = set.prompts().getFirst().answer("a/x");
        assertThat(answer).isNotNull();
        assertThat(answer.speaks()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"id\"                                                        | ``                        | not JSON",
                "[1]                                                            | ``                        | must be a JSON object",
                "{\"task\":\"t\"}                                               | id                        | non-empty string",
                "{\"id\":\"2\"}                                                 | task                      | non-empty string",
                "{\"id\":\"2\",\"task\":\"t\",\"messages\":[]}                  | messages                  | non-empty array",
                "{\"id\":\"2\",\"task\":\"t\",\"messages\":[{\"content\":1}]}   | messages[0].role          | a string",
                "{\"id\":\"2\",\"task\":\"t\",\"messages\":[{\"role\":\"user\",\"content\":1}]} | messages[0].content | a string or an array",
                "{\"id\":\"2\",\"task\":\"t\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]} | answers | at least one answer",
            })
    void badLine_isReportedWithItsField(String line, String field, String message) throws IOException {
        RecordedSet set = read(GOOD + "\n" + line + "\n");

        assertThat(set.prompts()).hasSize(1);
        Problem problem = set.problems().getFirst();
        assertThat(problem.line()).isEqualTo(2);
        assertThat(problem.field()).isEqualTo(field);
        assertThat(problem.message()).contains(message);
        assertThat(problem.toString()).contains("set.jsonl:2: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"score\":1.01              | score",
                "\"score\":-0.01             | score",
                "\"score\":\"1\"             | score",
                "\"output_tokens\":-1        | output_tokens",
                "\"input_tokens\":1.5        | input_tokens",
                "\"input_tokens\":1,\"cached_input_tokens\":2 | input_tokens",
                "\"output_tokens\":1,\"reasoning_tokens\":2   | output_tokens",
                "\"latency_ms\":\"fast\"     | latency_ms",
                "\"finish_reason\":\"tired\" | finish_reason",
                "\"tool_calls\":[{}]         | tool_calls[0].function",
            })
    void badAnswer_isReportedWithItsField(String field, String name) throws IOException {
        RecordedSet set = read(GOOD.replace("\"score\":1", field));

        assertThat(set.prompts()).isEmpty();
        assertThat(set.problems()).extracting(Problem::field).containsExactly("answers.a/x." + name);
    }

    @Test
    void duplicateId_isReported() throws IOException {
        RecordedSet set = read(GOOD + "\n\n" + GOOD);

        assertThat(set.prompts()).hasSize(1);
        assertThat(set.problems()).containsExactly(new Problem(dir.resolve("set.jsonl"), 3, "id", "duplicate id 1"));
    }

    @Test
    void invalidUtf8_isABadLine() throws IOException {
        byte[] bytes = GOOD.replace("ho", "h?").getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = bytes[i] == '?' ? (byte) 0xff : bytes[i];
        }

        RecordedSet set = SetReader.read(Files.write(dir.resolve("set.jsonl"), bytes));

        assertThat(set.prompts()).isEmpty();
        assertThat(set.problems()).hasSize(1);
    }

    @Test
    void gzip_isReadByItsName() throws IOException {
        Path file = dir.resolve("set.jsonl.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(GOOD.getBytes(StandardCharsets.UTF_8));
        }

        assertThat(SetReader.read(file).prompts()).hasSize(1);
    }

    @Test
    void notGzipThoughNamedSo_isAnError() throws IOException {
        Path file = Files.writeString(dir.resolve("set.jsonl.gz"), GOOD);

        assertThatThrownBy(() -> SetReader.read(file)).isInstanceOf(IOException.class);
    }

    @Test
    void mutatedLines_neverThrow() throws IOException {
        Random random = new Random(20261122);
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 2_000; i++) {
            StringBuilder line = new StringBuilder(GOOD);
            for (int j = 0; j <= random.nextInt(3); j++) {
                line.setCharAt(random.nextInt(line.length()), (char) (' ' + random.nextInt(95)));
            }
            lines.append(line).append('\n');
        }

        RecordedSet set = read(lines.toString());

        assertThat(set.prompts().size() + set.problems().size()).isEqualTo(2_000);
        assertThat(set.problems()).isNotEmpty();
    }
}
