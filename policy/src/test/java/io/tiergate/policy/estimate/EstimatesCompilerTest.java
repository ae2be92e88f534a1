package io.tiergate.policy.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.policy.Documents;
import io.tiergate.policy.document.Problem;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EstimatesCompilerTest {
    private static final String TEXT = Documents.text("estimates.yaml");
    private static final String MINI = "openai/gpt-4o-mini";
    private static final String CHAT = "deepseek/deepseek-chat";

    private static String replaced(String from, String to) {
        assertThat(TEXT).contains(from);
        return TEXT.replace(from, to);
    }

    @Test
    void example_compiles_withoutWarning() {
        var compiled = Documents.compiled(EstimatesCompiler.compile("x", TEXT));
        Estimates estimates = compiled.value();
        assertThat(compiled.warnings()).isEmpty();
        assertThat(estimates.digest()).isEqualTo(compiled.digest());
        assertThat(estimates.name()).isEqualTo("sample");
        assertThat(estimates.models()).containsExactly("anthropic/claude-opus-4-1", CHAT, MINI);
        assertThat(estimates.worths().size()).isEqualTo(3);
        assertThat(estimates.posterior(Set.of(MINI, CHAT))).isNotNull();
        assertThat(estimates.posterior(Set.of(MINI))).isNull();
        TaskEstimates chat = Objects.requireNonNull(estimates.task("chat", null));
        assertThat(chat.prior(MINI)).isEqualTo(new TaskEstimates.Prior(0.7, 180));
        assertThat(chat.labels()).isEqualTo(400);
        assertThat(chat.starts()).hasSize(2);
    }

    @Test
    void canonicalForm_compilesToTheSame() {
        var compiled = Documents.compiled(EstimatesCompiler.compile("x", TEXT));
        var again = Documents.compiled(EstimatesCompiler.compile("x", compiled.canonical()));
        assertThat(again.digest()).isEqualTo(compiled.digest());
        assertThat(again.value().tasks().keySet())
                .isEqualTo(compiled.value().tasks().keySet());
        assertThat(again.canonical()).isEqualTo(compiled.canonical());
    }

    @Test
    void confidence_isReadWhereItIsWritten() {
        String confident = TEXT + "confidence: { " + MINI + ": { shared: [-1, 0.5], tasks: { chat: [0.25, 0] } } }\n";
        Estimates estimates = Documents.value(
                EstimatesCompiler.compile("x", confident + "self_reports: { " + CHAT + ": { shared: [-1, 0.5] } }\n"));

        assertThat(estimates.selfReports()).containsOnlyKeys(CHAT);
        Confidence mini = Objects.requireNonNull(estimates.confidence().get(MINI));
        assertThat(mini.right("chat", -20_000)).isGreaterThan(mini.right("code", -20_000));
        assertThat(estimates.confidence()).containsOnlyKeys(MINI);
        assertThat(Documents.value(EstimatesCompiler.compile("x", TEXT)).confidence())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "openai/x: { shared: [1] } ~ `shared` has 1 numbers where there are 2 features",
                "openai/x: { shared: [1, 2], tasks: { chat: [1, 2, 3] } } ~ `chat` has 3 numbers where there are 2 features",
                "openai/x: { tasks: { chat: [1, 2] } } ~ `shared` is missing",
                "x: { shared: [1, 2] } ~ not of the right form",
                "openai/x: { shared: [1, .nan] } ~ is not a finite number",
                "openai/x: { shared: [1, 1e9] } ~ is more than 1000000",
                "openai/x: [1, 2] ~ not a mapping"
            })
    void brokenConfidence_isRefused_atItsLine(String confidence, String message) {
        String text = TEXT + "confidence: { " + confidence + " }\n";
        assertThat(Documents.problems(EstimatesCompiler.compile("x", text))).anySatisfy(problem -> {
            assertThat(problem.message()).contains(message);
            assertThat((long) problem.line()).isEqualTo(text.lines().count());
        });
    }

    @Test
    void latency_isReadWhereItIsWritten() {
        String timed =
                TEXT.replaceFirst("output_tokens: 180 }", "output_tokens: 180, latency_ms: { p50: 400, p95: 900 } }");
        TaskEstimates chat = Objects.requireNonNull(
                Documents.value(EstimatesCompiler.compile("x", timed)).task("chat", null));
        assertThat(chat.p95Millis(MINI)).isEqualTo(900);
        assertThat(chat.p95Millis(CHAT)).isNull();
    }

    @Test
    void domain_hasItsOwnEstimates_elseTheTasks() {
        Estimates estimates = Documents.value(EstimatesCompiler.compile("x", TEXT));
        assertThat(Objects.requireNonNull(estimates.task("chat", "legal")).name())
                .isEqualTo("chat/legal");
        assertThat(Objects.requireNonNull(estimates.task("chat", "medical")).name())
                .isEqualTo("chat");
        assertThat(estimates.task("code", "legal")).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "output_tokens: 180 } ~ output_tokens: 180, latency_ms: { p50: 900, p95: 400 } } ~ cannot be quicker than half",
                "output_tokens: 180 } ~ output_tokens: 180, latency_ms: { p50: 900 } } ~ `p95` is missing",
                "worths_usd: [0.001, 0.1, 1] ~ worths_usd: [0.001, 1, 0.1] ~ the worths do not rise",
                "worths_usd: [0.001, 0.1, 1] ~ worths_usd: [0.001, 0.1, 0.1] ~ the worths do not rise",
                "worths_usd: [0.001, 0.1, 1] ~ worths_usd: [] ~ has fewer than 1 entries",
                "worths_usd: [0.001, 0.1, 1] ~ worths_usd: [0.001, 0.1] ~ 3 numbers where there are 2 worths",
                "overall: [0.8, 0.95, 1] ~ overall: [0.8, 1] ~ `overall` has 2 numbers where there are 3 worths",
                "reached: [0.75, 0.9, 1] ~ reached: [] ~ `reached` has 0 numbers where there are 3 worths",
                "share: [0, 0.2, 0.3] ~ share: [0, 0.2] ~ `share` has 2 numbers where there are 3 worths",
                "{ shared: [5.3, ~ { shared: [1, 5.3, ~ `shared` has 15 numbers where there are 14 features",
                "tasks: { chat: [0.5, ~ tasks: { chat: [1, 0.5, ~ `chat` has 15 numbers where there are 14 features",
                "shared: [2.5, ~ shared: [1e9, ~ is more than 1000000",
                "shared: [2.5, ~ shared: [-1.5e300, ~ is less than -1000000",
                "right: [0.72, 0.85, 0.95] ~ right: [0.72, 0.85, 1.95] ~ is more than 1",
                "right: 0.65 ~ right: 65 ~ is more than 1",
                "right: 0.65 ~ rigth: 0.65 ~ `rigth` is not known here",
                "seen: [openai/gpt-4o-mini, deepseek/deepseek-chat] ~ seen: [openai/gpt-4o-mini, openai/gpt-4o-mini] ~ twice",
                "reference: anthropic/claude-opus-4-1 ~ reference: opus ~ is not of the right form",
                "posteriors: ~ posterior: ~ `posteriors` is missing",
            })
    void mistakes_areRefused_atTheirPlace(String from, String to, String message) {
        assertThat(Documents.problems(EstimatesCompiler.compile("x", replaced(from, to))))
                .anySatisfy(problem -> {
                    assertThat(problem.message()).contains(message);
                    assertThat(problem.suggestion()).isNotEmpty();
                    assertThat(problem.line()).isPositive();
                });
    }

    @Test
    void everyMistake_isReportedAtOnce() {
        String text = TEXT.replace("worths_usd: [0.001, 0.1, 1]", "worths_usd: [0.001, 1, 0.1]")
                .replace("overall: [0.8, 0.95, 1]", "overall: [0.8]")
                .replace("share: [0, 0.2, 0.3]", "share: [0]")
                .replace("shared: [5.3,", "shared: [1, 5.3,")
                .replace("right: 0.65", "right: 65");
        assertThat(Documents.problems(EstimatesCompiler.compile("x", text)))
                .extracting(Problem::message)
                .containsExactlyInAnyOrder(
                        "the worths do not rise",
                        "`overall` has 1 numbers where there are 3 worths",
                        "`share` has 1 numbers where there are 3 worths",
                        "`shared` has 15 numbers where there are 14 features",
                        "`right` is more than 1");
    }

    @Test
    void brokenGrid_givesNoFollowUpProblems() {
        for (String grid : new String[] {"[]", "[0.001, 0, 1]", "[0.001, 0.1, a]", "none"}) {
            assertThat(Documents.problems(EstimatesCompiler.compile(
                            "x", replaced("worths_usd: [0.001, 0.1, 1]", "worths_usd: " + grid))))
                    .as(grid)
                    .hasSize(1);
        }
    }

    @Test
    void secondPosteriorOfTheSameModels_isRefused() {
        String posterior = TEXT.substring(TEXT.indexOf("  - seen:"));
        String turned = posterior.replace(
                "seen: [openai/gpt-4o-mini, deepseek/deepseek-chat]",
                "seen: [deepseek/deepseek-chat, openai/gpt-4o-mini]");
        assertThat(Documents.problems(EstimatesCompiler.compile("x", TEXT + turned)))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("have a posterior already"));
    }

    @Test
    void numbersAtTheirBounds_giveNoNumberThatCannotBeReckonedWith() {
        String text = TEXT.replace("shared: [2.5, 0, 0,", "shared: [-1000000, 1000000, 1000000,")
                .replace("shared: [5.3, 0, 0,", "shared: [-1000000, 1000000, -1000000,");
        Estimates estimates = Documents.value(EstimatesCompiler.compile("x", text));
        Posterior posterior = Objects.requireNonNull(estimates.posterior(Set.of(MINI, CHAT)));
        for (long tokens : new long[] {Long.MIN_VALUE, -1, 0, 1, Long.MAX_VALUE}) {
            for (int chars : new int[] {Integer.MIN_VALUE, 0, Integer.MAX_VALUE}) {
                Posterior.At at = posterior.at("chat", EvidenceTest.evidence(tokens, chars, MINI, CHAT));
                assertThat(at.right("anthropic/claude-opus-4-1").orElseThrow()).isBetween(0.0, 1.0);
                assertThat(at.outputTokens("anthropic/claude-opus-4-1").orElseThrow())
                        .isBetween(0.0, 1e6 * 1.001);
            }
        }
    }
}
