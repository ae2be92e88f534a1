package io.tiergate.laboratory.heads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiergate.laboratory.heads.Prompt.Part;
import io.tiergate.laboratory.text.UnusableSetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PromptReaderTest {
    @TempDir
    Path directory;

    private List<Prompt> read(String name, String text, Part part) throws IOException, UnusableSetException {
        return PromptReader.read(Files.writeString(directory.resolve(name), text), part);
    }

    @Test
    void writtenPrompts_coverEveryTaskAndDomain() {
        List<Prompt> written = PromptReader.written();

        assertThat(written).hasSizeGreaterThanOrEqualTo(1_800);
        assertThat(written.stream().map(Prompt::text).distinct()).hasSameSizeAs(written);
        Map<String, Long> tasks = count(written, Prompt.TASK);
        assertThat(tasks)
                .containsOnlyKeys(
                        "classification",
                        "extraction",
                        "summarization",
                        "retrieval_answers",
                        "translation",
                        "rewriting",
                        "chat",
                        "creative",
                        "code",
                        "maths",
                        "multi_step_reasoning",
                        "planning");
        assertThat(tasks.values()).allMatch(count -> count >= 110);
        Map<String, Long> domains = count(written, Prompt.DOMAIN);
        assertThat(domains).containsOnlyKeys("general", "code", "finance", "legal", "medical", "security");
        assertThat(domains.values()).allMatch(count -> count >= 200);
    }

    private static Map<String, Long> count(List<Prompt> prompts, String head) {
        return prompts.stream()
                .collect(
                        Collectors.groupingBy(prompt -> prompt.labels().getOrDefault(head, ""), Collectors.counting()));
    }

    @Test
    void jsonLines_areReadWithTheirParts() throws IOException, UnusableSetException {
        assertThat(read(
                        "p.jsonl",
                        "{\"text\": \"hi\", \"task\": \"chat\", \"part\": \"test\"}\n\n{\"text\": \"?\", \"unseen\": true}\n",
                        Part.LEARN))
                .containsExactly(
                        new Prompt("hi", Map.of("task", "chat"), Part.TEST, false),
                        new Prompt("?", Map.of(), Part.LEARN, true));
    }

    @Test
    void markThatSomeEditorsWriteFirst_isNoPartOfTheText() throws IOException, UnusableSetException {
        Prompt hi = new Prompt("hi", Map.of("task", "chat"), Part.ANY, false);
        assertThat(read("p.jsonl", "\uFEFF{\"text\": \"hi\", \"task\": \"chat\"}\r\n", Part.ANY))
                .containsExactly(hi);
        assertThat(read("p.csv", "\uFEFFtext,category\r\nhi,chat\r\n", Part.ANY))
                .containsExactly(hi);
    }

    @Test
    void fileThatIsNotUtf8_isNamed() throws IOException {
        Path file = Files.write(directory.resolve("p.jsonl"), new byte[] {'"', (byte) 0xe9, '"'});
        assertThatThrownBy(() -> PromptReader.read(file, Part.ANY))
                .isInstanceOf(UnusableSetException.class)
                .hasMessage("p.jsonl is not UTF-8 text");
    }

    @Test
    void badLine_isNamed() {
        assertThatThrownBy(() -> read("p.jsonl", "{\"text\": \"hi\"}", Part.ANY))
                .hasMessage("p.jsonl:1 has neither task nor domain, and is not unseen");
        assertThatThrownBy(() -> read("p.jsonl", "{\"text\": \"hi\", \"task\": 3}", Part.ANY))
                .hasMessage("p.jsonl:1 task must be a text that is not empty");
        assertThatThrownBy(() -> read("p.jsonl", "{\"text\": \" \", \"task\": \"a\"}", Part.ANY))
                .hasMessage("p.jsonl:1 text must be a text that is not empty");
        assertThatThrownBy(() -> read("p.jsonl", "{\"text\": \"x\", \"task\": \"a\", \"part\": \"all\"}", Part.ANY))
                .hasMessage("p.jsonl:1 part must be learn, held_out or test");
        assertThatThrownBy(() -> read("p.jsonl", "no", Part.ANY)).hasMessageStartingWith("p.jsonl:1 is not JSON");
    }

    @Test
    void clincFile_statesItsParts() throws IOException, UnusableSetException {
        assertThat(read(
                        "data_full.json",
                        "{\"train\": [[\"a\", \"x\"]], \"val\": [[\"b\", \"x\"]], \"test\": [[\"c\", \"y\"]], \"oos_test\": [[\"d\", \"oos\"]]}",
                        Part.ANY))
                .containsExactly(
                        new Prompt("a", Map.of("task", "x"), Part.LEARN, false),
                        new Prompt("b", Map.of("task", "x"), Part.HELD_OUT, false),
                        new Prompt("c", Map.of("task", "y"), Part.TEST, false),
                        new Prompt("d", Map.of(), Part.TEST, true));
        assertThatThrownBy(() -> read("other.json", "{}", Part.ANY)).hasMessageContaining("has no list `train`");
    }

    @Test
    void csv_isReadWithQuotesAndLineBreaks() throws IOException, UnusableSetException {
        assertThat(read("t.csv", "text,category\r\n\"a, \"\"b\"\"\nc\",x\r\nplain,y", Part.TEST))
                .containsExactly(
                        new Prompt("a, \"b\"\nc", Map.of("task", "x"), Part.TEST, false),
                        new Prompt("plain", Map.of("task", "y"), Part.TEST, false));
        assertThatThrownBy(() -> read("t.csv", "a,b\n", Part.ANY)).hasMessageContaining("`text,category`");
        assertThatThrownBy(() -> read("t.csv", "text,category\nx\n", Part.ANY))
                .hasMessage("t.csv: row 2 must be a text and a category");
    }
}
