package io.tiergate.policy.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlReaderTest {
    private final Problems problems = new Problems("x.yaml");

    private String canonical(String yaml) {
        Document document = Objects.requireNonNull(
                Document.read(yaml, problems), () -> problems.sorted().toString());
        return new String(document.canonical(), StandardCharsets.UTF_8);
    }

    private Problem onlyProblem(String yaml) {
        Document.read(yaml, problems);
        assertThat(problems.sorted()).hasSize(1);
        return problems.sorted().getFirst();
    }

    @Test
    void yamlAndJson_ofTheSameContent_haveOneDigest() {
        String yaml = "b: [1, 2.50, true, ~]\na: { x: 'it''s', y: \"\\u00e9\" }\n";
        String json = "{ \"a\": {\"y\": \"é\", \"x\": \"it's\"}, \"b\": [1.0, 25e-1, true, null] }";
        assertThat(canonical(yaml))
                .isEqualTo(canonical(json))
                .isEqualTo("{\"a\":{\"x\":\"it's\",\"y\":\"é\"},\"b\":[1,2.5,true,null]}");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "yes, `\"yes\"`",
                "no, `\"no\"`",
                "on, `\"on\"`",
                "1_000, `\"1_000\"`",
                "1e3, 1000",
                ".5, 0.5",
                "5., 5",
                "+3, 3",
                "-0, 0",
                "2026-11-22, `\"2026-11-22\"`",
                "12:30, `\"12:30\"`",
                "0.1.2, `\"0.1.2\"`",
                "1e, `\"1e\"`",
                "., `\".\"`",
                "Null, null",
                "TRUE, true"
            })
    void plainScalars_meanWhatYaml12Says(String written, String expected) {
        assertThat(canonical("k: " + written)).isEqualTo("{\"k\":" + expected + "}");
        assertThat(problems.sorted()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "9007199254740993 | 2^53", "0.12345678901234567891 | more digits", "1e400 | out of range",
                        ".inf | finite", "-.INF | finite",
                ".nan | finite", "0x1F | some readers", "0o17 | some readers", "007 | leading zeros",
                        "1e-400 | more digits"
            })
    void numbersThatJsonWouldChange_areRefused(String written, String message) {
        Problem problem = onlyProblem("a: 1\nk:   " + written);
        assertThat(problem.message()).contains(message);
        assertThat(problem.line()).isEqualTo(2);
        assertThat(problem.column()).isEqualTo(6);
        assertThat(problem.path()).isEqualTo("/k");
        assertThat(problem.suggestion()).contains("quote");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`a: 1\nb: 2\na: 3` | `here twice, first on line 1` | 3 | 1",
                "`a: &x 1` | `anchors` | 1 | 4",
                "`a: 1\nb: *x` | `aliases` | 2 | 4",
                "`a: !!str 5` | `tags` | 1 | 4",
                "`1: x` | `not a text` | 1 | 1",
                "`[a]: x` | `a name is a text` | 1 | 1",
                "`a:\n\tb: 1` | `not YAML` | 2 | 1",
                "`a: [1, 2` | `not YAML` | 1 | 9",
                "`a: 1\n---\nb: 2` | `more than one document` | 0 | 0",
                "`` | `empty` | 1 | 1",
                "`- a` | `a list, not a mapping` | 1 | 1",
                "`a: \"\\ud800\"` | `surrogate` | 1 | 4"
            })
    void whatReadersDisagreeOn_isRefused_withItsPlace(String yaml, String message, int line, int column) {
        Problem problem = onlyProblem(yaml);
        assertThat(problem.message()).contains(message);
        assertThat(List.of(problem.line(), problem.column())).containsExactly(line, column);
        assertThat(problem.suggestion()).isNotEmpty();
    }

    @Test
    void tabs_sayWhatToDo() {
        assertThat(onlyProblem("a:\n\t- b").suggestion()).contains("spaces");
    }

    @Test
    void nesting_isBounded() {
        canonical("a: " + "[".repeat(31) + "]".repeat(31));
        assertThat(problems.sorted()).isEmpty();
        assertThat(onlyProblem("a: " + "[".repeat(32) + "]".repeat(32)).message())
                .contains("deeper than 32");
    }

    @Test
    void size_isBounded() {
        assertThat(onlyProblem("a: " + "x".repeat(1 << 20)).message()).contains("1 MiB");
    }

    @Test
    void invalidUtf8_isRefused_withItsPlace() {
        byte[] bytes = "a: 1\nb: x\u00e9".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(Document.read(bytes, problems)).isNull();
        Problem problem = problems.sorted().getFirst();
        assertThat(problem.message()).contains("UTF-8");
        assertThat(problem.line()).isEqualTo(2);
        assertThat(problem.column()).isEqualTo(5);
    }

    @Test
    void truncatedUtf8_isRefused() {
        assertThat(Document.read(new byte[] {'a', ':', ' ', (byte) 0xc3}, problems))
                .isNull();
        assertThat(problems.sorted()).hasSize(1);
    }

    @Test
    void surrogatePairs_inEscapes_areOneCharacter() {
        assertThat(canonical("{\"a\":\"\\ud83d\\ude00\"}")).isEqualTo("{\"a\":\"\ud83d\ude00\"}");
    }

    @Test
    void placesInsideTexts_followTheirLayout() {
        Document document = Objects.requireNonNull(Document.read("""
                plain: abc
                quoted: 'abc'
                block: |
                    one
                    two
                escaped: "a\\tbc"
                """, problems));
        assertThat(place(document, "plain", 1, 1)).isEqualTo(new Place("/plain", 1, 9));
        assertThat(place(document, "quoted", 1, 2)).isEqualTo(new Place("/quoted", 2, 12));
        assertThat(place(document, "block", 2, 1)).isEqualTo(new Place("/block", 5, 6));
        assertThat(place(document, "escaped", 1, 2)).isEqualTo(new Place("/escaped", 6, 10));
    }

    private static Place place(Document document, String name, int line, int column) {
        return ((Node.Text) Objects.requireNonNull(document.root().get(name))).placeOf(line, column);
    }
}
