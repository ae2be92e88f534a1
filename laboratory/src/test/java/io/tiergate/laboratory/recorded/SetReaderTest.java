package io.tiergate.laboratory.recorded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SetReaderTest {
    private static final String GOOD = """
            {"id":"a","task":"t","domain":"law","messages":[{"role":"user","content":"2+2?"}],"answers":{"m/x":{"text":"4","score":1}}}""";

    @TempDir
    private Path folder = Path.of("");

    private RecordedSet read(String text) throws IOException {
        Path file = folder.resolve("set.jsonl");
        Files.writeString(file, text);
        return SetReader.read(file);
    }

    @Test
    void goodLine_isRead() throws IOException {
        RecordedSet set = read(GOOD + "\n\n");
        assertThat(set.problems()).isEmpty();
        assertThat(set.prompts()).singleElement().satisfies(prompt -> {
            assertThat(prompt.domain()).isEqualTo("law");
            assertThat(prompt.turns()).containsExactly("2+2?");
            assertThat(prompt.answers()).containsOnlyKeys("m/x");
        });
    }

    @Test
    void latencyIsRoundedUp_andWhatIsNotSaidIsNull() throws IOException {
        String timed = GOOD.replace("\"score\":1", "\"score\":1,\"latency_ms\":812.2,\"finish_reason\":\"length\"");
        assertThat(read(timed).prompts().getFirst().answers().get("m/x"))
                .isEqualTo(new RecordedAnswer("4", 1, null, null, "length", 813L));
        assertThat(read(GOOD).prompts().getFirst().answers().get("m/x"))
                .isEqualTo(new RecordedAnswer("4", 1, null, null));
    }

    @Test
    void logprobs_areTheMean_inMillionths() throws IOException {
        assertThat(read(GOOD.replace("\"score\":1", "\"score\":1,\"logprobs\":-0.0312"))
                        .prompts()
                        .getFirst()
                        .answers()
                        .get("m/x"))
                .isEqualTo(new RecordedAnswer("4", 1, null, null, null, null, -31_200, null));
        for (String broken : List.of("0.1", "\"-1\"", "[-1]", "-1e999", "true")) {
            assertThat(read(GOOD.replace("\"score\":1", "\"score\":1,\"logprobs\":" + broken))
                            .problems())
                    .as(broken)
                    .singleElement()
                    .satisfies(
                            problem -> assertThat(problem.toString()).contains("answers.m/x.logprobs", "zero or less"));
        }
    }

    @Test
    void selfReport_isAGrade() throws IOException {
        assertThat(read(GOOD.replace("\"score\":1", "\"score\":1,\"self_report\":85"))
                        .prompts()
                        .getFirst()
                        .answers()
                        .get("m/x"))
                .isEqualTo(new RecordedAnswer("4", 1, null, null, null, null, null, 85));
        for (String broken : List.of("101", "-1", "0.5", "\"85\"")) {
            assertThat(read(GOOD.replace("\"score\":1", "\"score\":1,\"self_report\":" + broken))
                            .problems())
                    .as(broken)
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.toString()).contains("answers.m/x.self_report"));
        }
    }

    @Test
    void markThatSomeEditorsWriteFirst_andTheirLineEnds_areNoPartOfTheText() throws IOException {
        RecordedSet set = read("\uFEFF" + GOOD + "\r\n" + GOOD.replace("\"a\"", "\"ä\"") + "\r\n");
        assertThat(set.problems()).isEmpty();
        assertThat(set.prompts()).extracting(RecordedPrompt::id).containsExactly("a", "ä");
    }

    @Test
    void lineThatIsNotUtf8_isNamed_andTheOthersAreRead() throws IOException {
        Path file = folder.resolve("set.jsonl");
        Files.write(file, (GOOD + "\n" + GOOD.replace("2+2?", "é")).getBytes(StandardCharsets.ISO_8859_1));
        RecordedSet set = SetReader.read(file);
        assertThat(set.prompts()).hasSize(1);
        assertThat(set.problems()).singleElement().asString().contains("set.jsonl:2: is not UTF-8 text");
    }

    @Test
    void gzip_isRead() throws IOException {
        Path file = folder.resolve("set.jsonl.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(GOOD.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(SetReader.read(file).prompts()).hasSize(1);
    }

    @Test
    void plainTextNamedGzip_isAnError() throws IOException {
        Path file = folder.resolve("plain.gz");
        Files.writeString(file, GOOD);
        assertThatThrownBy(() -> SetReader.read(file)).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ | is not JSON",
                "[1] | must be a JSON object",
                "{\"id\":\"\",\"task\":\"t\",\"messages\":[{\"content\":\"x\"}],\"answers\":{\"m\":{\"score\":1}}} | id must be a text",
                "{\"id\":\"b\",\"task\":\"t\",\"messages\":[],\"answers\":{\"m\":{\"score\":1}}} | messages must be a list",
                "{\"id\":\"b\",\"task\":\"t\",\"messages\":[{\"content\":7}],\"answers\":{\"m\":{\"score\":1}}} | messages.0.content must be a text",
                "{\"id\":\"b\",\"task\":\"t\",\"messages\":[{\"content\":\"x\"}],\"answers\":{}} | answers must hold",
                "{\"id\":\"b\",\"task\":\"t\",\"messages\":[{\"content\":\"x\"}],\"answers\":{\"m\":{\"score\":1.5}}} | answers.m.score must be",
                "{\"id\":\"b\",\"task\":\"t\",\"messages\":[{\"content\":\"x\"}],\"answers\":{\"m\":{\"score\":1,\"output_tokens\":-1}}} | answers.m.output_tokens must be",
                "{\"id\":\"b\",\"task\":\"t\",\"messages\":[{\"content\":\"x\"}],\"answers\":{\"m\":{\"score\":1,\"input_tokens\":3000000000}}} | answers.m.input_tokens must be a whole number from 0 to 2147483647",
                "{\"id\":\"b\",\"task\":\"t\",\"messages\":[{\"content\":\"x\"}],\"answers\":{\"m\":{\"score\":1,\"latency_ms\":-1}}} | answers.m.latency_ms must be",
                "{\"id\":\"b\",\"task\":\"t\",\"messages\":[{\"content\":\"x\"}],\"answers\":{\"m\":{\"score\":1,\"finish_reason\":1}}} | answers.m.finish_reason must be",
            })
    void badLine_isNamedWithItsPlace(String line, String problem) throws IOException {
        RecordedSet set = read(GOOD + "\n" + line + "\n");
        assertThat(set.prompts()).hasSize(1);
        assertThat(set.problems()).singleElement().satisfies(one -> {
            assertThat(one.line()).isEqualTo(2);
            assertThat(one.toString()).contains("set.jsonl:2: ").contains(problem);
        });
    }

    @Test
    void sameIdTwice_isAProblem() throws IOException {
        assertThat(read(GOOD + "\n" + GOOD).problems())
                .singleElement()
                .asString()
                .contains(":2: id has a a second time");
    }
}
