package io.tiergate.laboratory.similarity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiergate.laboratory.text.UnusableSetException;
import io.tiergate.policy.similarity.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PairReaderTest {
    private static final Set<String> NEAR_MISSES = Set.of(
            "number", "unit", "date", "name", "negation", "opposite", "language", "direction", "scope", "question");

    @TempDir
    Path directory;

    private List<TextPair> read(String text) throws IOException, UnusableSetException {
        return PairReader.read(Files.writeString(directory.resolve("p.jsonl"), text));
    }

    @Test
    void writtenPairs_areManyAndDiffer_aThirdOfThemNearMissesOfEveryKind() {
        List<TextPair> written = PairReader.written(Subject.QUESTIONS);
        Map<String, Long> kinds =
                written.stream().collect(Collectors.groupingBy(TextPair::kind, Collectors.counting()));

        assertThat(written).hasSizeGreaterThanOrEqualTo(310).doesNotHaveDuplicates();
        assertThat(kinds.keySet()).containsAll(NEAR_MISSES).contains("paraphrase", "rewording", "topic");
        assertThat(kinds.values()).allMatch(count -> count >= 20);
        long near = written.stream()
                .filter(pair -> NEAR_MISSES.contains(pair.kind()))
                .count();
        assertThat(near * 3).isGreaterThanOrEqualTo(written.size());
        assertThat(written)
                .allMatch(pair -> pair.same()
                        == (pair.kind().equals("paraphrase") || pair.kind().equals("rewording")));
        assertThat(written.stream().filter(TextPair::same).count()).isGreaterThan(150);
    }

    @Test
    void writtenAnswers_areMany_aThirdOfThemSayAnotherThing() {
        List<TextPair> written = PairReader.written(Subject.ANSWERS);
        Set<String> kinds = written.stream()
                .filter(pair -> !pair.same())
                .map(pair -> pair.kind().replace(", reworded", ""))
                .collect(Collectors.toSet());

        assertThat(written).hasSizeGreaterThanOrEqualTo(300).doesNotHaveDuplicates();
        assertThat(written.stream().filter(pair -> !pair.same()).count() * 3).isGreaterThanOrEqualTo(written.size());
        assertThat(kinds)
                .contains(
                        "number", "name", "negation", "direction", "order", "unit", "caveat", "partial", "conclusion");
        assertThat(written.stream().filter(TextPair::same).map(TextPair::kind))
                .contains("reworded", "longer", "list", "markdown", "hedged", "terse");
    }

    @Test
    void heldOutAnswers_shareNoTextWithTheOthers() {
        Set<String> learned = PairReader.written(Subject.ANSWERS).stream()
                .flatMap(pair -> Stream.of(pair.a(), pair.b()))
                .collect(Collectors.toSet());
        assertThat(PairReader.heldOut(Subject.ANSWERS))
                .hasSizeGreaterThan(100)
                .allSatisfy(pair -> assertThat(learned).doesNotContain(pair.a(), pair.b()));
    }

    @Test
    void heldOutPairs_shareNoQuestionWithTheOthers() {
        Set<String> learned = PairReader.written(Subject.QUESTIONS).stream()
                .flatMap(pair -> Stream.of(pair.a(), pair.b()))
                .collect(Collectors.toSet());
        assertThat(PairReader.heldOut(Subject.QUESTIONS))
                .hasSizeGreaterThan(100)
                .allSatisfy(pair -> assertThat(learned).doesNotContain(pair.a(), pair.b()));
    }

    @Test
    void lines_areRead_blankOnesPassedOver() throws IOException, UnusableSetException {
        assertThat(read("""
                        {"a": "one", "b": "two", "same": false, "kind": "number"}

                        {"a": "hi", "b": "hello", "same": true, "note": 7}
                        """))
                .containsExactly(new TextPair("one", "two", false, "number"), new TextPair("hi", "hello", true, ""));
    }

    @Test
    void markThatSomeEditorsWriteFirst_isNoPartOfTheText() throws IOException, UnusableSetException {
        assertThat(read("\uFEFF{\"a\": \"one\", \"b\": \"two\", \"same\": false}\r\n"))
                .containsExactly(new TextPair("one", "two", false, ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            value = {
                "{ ~ is not JSON",
                "[] ~ is no JSON object",
                "{\"b\": \"x\", \"same\": true} ~ a must be a text that is not empty",
                "{\"a\": \"x\", \"b\": \" \", \"same\": true} ~ b must be a text that is not empty",
                "{\"a\": \"x\", \"b\": 7, \"same\": true} ~ b must be a text that is not empty",
                "{\"a\": \"x\", \"b\": \"y\", \"same\": \"yes\"} ~ same must be true or false",
                "{\"a\": \"x\", \"b\": \"y\"} ~ same must be true or false",
                "{\"a\": \"x\", \"b\": \"y\", \"same\": true, \"kind\": 1} ~ kind must be a text",
                "{\"a\": \"x\", \"b\": \"x\", \"same\": true} ~ a and b are the same text",
            })
    void badLine_isNamed(String line, String message) {
        assertThatThrownBy(() -> read("{\"a\": \"1\", \"b\": \"2\", \"same\": false}\n" + line + "\n"))
                .isInstanceOfSatisfying(UnusableSetException.class, e -> {
                    assertThat(e.problem()).startsWith("p.jsonl:2 ").contains(message);
                    assertThat(e.remedy()).contains("docs/cache.md");
                });
    }
}
