package io.tiergate.policy.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.policy.document.CanonicalJson;
import io.tiergate.policy.document.Document;
import io.tiergate.policy.document.Node;
import io.tiergate.policy.document.Problems;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.CharRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is written, a condition compiles and evaluates, or it has a placed problem. */
class ConditionPropertyTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Features FEATURES = new Features(
            "chat",
            null,
            "low",
            new Features.Size(900, 512, null),
            new Features.Form(3, true, false, "text", false),
            new Features.Caller("acme", "free", null),
            Map.of("team", "red"));
    private final ConditionCompiler compiler = new ConditionCompiler(Map.of("small", 8_000L));

    @Property(tries = 2_000)
    void anySequenceOfTokens_isAConditionOrAProblem(@ForAll("conditions") String cel) {
        check(cel);
    }

    @Property(tries = 500)
    void anyText_isAConditionOrAProblem(@ForAll @CharRange(from = ' ', to = '\ud7ff') String text) {
        check(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "[", "{", "!", "-", "true ? ", "tags.all(a, ", "[0,", "'", "1+", "a.", "0x", "9"})
    void endlessOpening_isAProblem_soon(String opening) {
        for (int times : new int[] {50, 300, 2_000, 20_000}) {
            String cel = opening.repeat(times);
            assertThat(text(cel)).isNotNull();
            Assertions.assertTimeoutPreemptively(SOON, () -> check(cel));
        }
    }

    private void check(String cel) {
        Node.Text written = text(cel);
        if (written == null) {
            return;
        }
        Problems problems = new Problems("x");
        Condition condition = compiler.compile(written, problems);
        if (condition == null) {
            assertThat(problems.sorted()).as(cel).isNotEmpty().allMatch(problem -> problem.line() > 0);
        } else {
            assertThat(problems.sorted())
                    .filteredOn(problem -> !problem.warning())
                    .isEmpty();
            assertThat(condition.evaluate(FEATURES)).isIn(List.of(Truth.values()));
        }
    }

    /** The text as a document holds it; null where no document may hold it. */
    private static Node.@Nullable Text text(String cel) {
        byte[] json = CanonicalJson.bytes(Node.of(Map.of("when", cel)));
        Document document = Document.read(json, new Problems("x"));
        return document != null && document.root().get("when") instanceof Node.Text written ? written : null;
    }

    @Provide
    Arbitrary<String> conditions() {
        return Arbitraries.of(
                        "domain",
                        "stakes",
                        "input_tokens",
                        "max_output_tokens",
                        "tags",
                        "tags.team",
                        "caller.user",
                        "messages",
                        "tools",
                        "window(\"small\")",
                        "window(\"x\")",
                        "'low'",
                        "\"a\"",
                        "1",
                        "0.8",
                        "-9223372036854775808",
                        "9223372036854775807",
                        "true",
                        "null",
                        "==",
                        "!=",
                        "<",
                        ">=",
                        "&&",
                        "||",
                        "!",
                        "in",
                        "?",
                        ":",
                        "+",
                        "-",
                        "*",
                        "/",
                        "%",
                        "(",
                        ")",
                        "[",
                        "]",
                        "{",
                        "}",
                        ",",
                        ".",
                        "matches('(a+)+$')",
                        "exists(t, t == 'a')",
                        "size()",
                        "has(tags.x)",
                        "duration('1h')",
                        "timestamp('x')",
                        "b'\\377'",
                        "r'\\d'",
                        "//",
                        "\n")
                .list()
                .ofMaxSize(12)
                .map(parts -> String.join(" ", parts));
    }
}
