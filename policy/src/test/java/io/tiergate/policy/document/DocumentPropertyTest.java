package io.tiergate.policy.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

class DocumentPropertyTest {
    @Property(tries = 500, shrinking = ShrinkingMode.OFF)
    void canonicalForm_readsBackAsItself(@ForAll("documents") Map<String, Object> values) {
        Document written = Document.of((Node.Mapping) Node.of(values));
        assertThat(read(written.canonical()).digest()).isEqualTo(written.digest());
    }

    @Property(tries = 500, shrinking = ShrinkingMode.OFF)
    void yaml_readsBackAsItself(@ForAll("documents") Map<String, Object> values) {
        Document written = Document.of((Node.Mapping) Node.of(values));
        String yaml = YamlWriter.write(written.root());
        assertThat(read(yaml.getBytes(StandardCharsets.UTF_8)).digest())
                .as(yaml)
                .isEqualTo(written.digest());
    }

    @Property(tries = 1000)
    void anyBytes_giveADocumentOrProblems(@ForAll byte[] bytes) {
        Problems problems = new Problems("x");
        assertThat(Document.read(bytes, problems) != null || problems.hasErrors())
                .isTrue();
    }

    @Property(tries = 2000)
    void anyYamlLikeText_givesADocumentOrProblems(@ForAll("yamlLike") String text) {
        Problems problems = new Problems("x");
        assertThat(Document.read(text, problems) != null || problems.hasErrors())
                .isTrue();
    }

    private static Document read(byte[] bytes) {
        Problems problems = new Problems("x");
        return Objects.requireNonNull(
                Document.read(bytes, problems), () -> problems.sorted().toString());
    }

    @Provide
    Arbitrary<String> yamlLike() {
        return Arbitraries.of(
                        "a",
                        "b: ",
                        "- ",
                        "\n",
                        "  ",
                        "{",
                        "}",
                        "[",
                        "]",
                        ", ",
                        ": ",
                        "? ",
                        "&x ",
                        "*x",
                        "!t ",
                        "|\n",
                        ">2\n",
                        "'",
                        "\"",
                        "\\u",
                        "d800",
                        "#c\n",
                        "---\n",
                        "...\n",
                        "%YAML 1.2\n",
                        "%YAML 99999999999.1\n",
                        "%TAG ! x\n",
                        "\t",
                        "<<: ",
                        "1e9",
                        "0x1",
                        "\ufeff",
                        "\u0000",
                        "é",
                        "~")
                .list()
                .ofMaxSize(30)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<Map<String, Object>> documents() {
        return Arbitraries.maps(names(), values(3)).ofMaxSize(5);
    }

    private static Arbitrary<Object> values(int depth) {
        Arbitrary<Object> scalars = Arbitraries.oneOf(
                texts().asGeneric(),
                Arbitraries.integers().asGeneric(),
                Arbitraries.of(true, false).asGeneric(),
                Arbitraries.bigDecimals()
                        .ofScale(3)
                        .between(java.math.BigDecimal.valueOf(-100), java.math.BigDecimal.valueOf(1e9))
                        .asGeneric());
        if (depth == 0) {
            return scalars;
        }
        Arbitrary<Object> inner = Arbitraries.lazy(() -> values(depth - 1));
        return Arbitraries.oneOf(
                scalars,
                inner.list().ofMaxSize(3).map(list -> (Object) List.copyOf(list)),
                Arbitraries.maps(names(), inner).ofMaxSize(3).asGeneric());
    }

    private static Arbitrary<String> names() {
        return Arbitraries.oneOf(
                Arbitraries.of("a", "true", "1", "null", "yes", "a b", "a/b", "~", "", "- x", "é", "#", "x: y"),
                texts().filter(text -> text.length() < 200));
    }

    private static Arbitrary<String> texts() {
        return Arbitraries.strings()
                .ofMaxLength(20)
                .filter(text -> text.codePoints().noneMatch(DocumentPropertyTest::isNoCharacter));
    }

    private static boolean isNoCharacter(int c) {
        return (c >= 0x7f && c <= 0x9f)
                || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)
                || c == 0xfeff
                || c >= 0xfffe;
    }

    /** What is accepted in YAML must be accepted from its canonical JSON, which agents read. */
    @Example
    void everyAcceptedCharacter_survivesTheCanonicalForm() {
        for (int c = 0; c <= 0x10ffff; c += c < 0x3100 ? 1 : 97) {
            String yaml = "{\"k" + escaped(c) + "\": \"x" + escaped(c) + "y\"}";
            Document written = Document.read(yaml, new Problems("x"));
            if (written != null && written.root().members().size() == 1) {
                assertThat(read(written.canonical()).digest()).as("U+%X", c).isEqualTo(written.digest());
            }
        }
    }

    private static String escaped(int c) {
        return "\\U" + HexFormat.of().toHexDigits(c);
    }
}
