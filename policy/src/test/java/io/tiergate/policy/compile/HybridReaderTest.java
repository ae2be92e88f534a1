package io.tiergate.policy.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.policy.Documents;
import io.tiergate.policy.document.CompileResult;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.document.Problem;
import io.tiergate.policy.estimate.Estimates;
import io.tiergate.policy.estimate.EstimatesCompiler;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HybridReaderTest {
    private static final Estimates ESTIMATES =
            Documents.value(EstimatesCompiler.compile("x", Documents.text("estimates.yaml")));
    private static final String PIN = "pins: { estimates: \"" + ESTIMATES.digest() + "\" }\n";
    private static final String POOL = "pool: [openai/gpt-4o-mini, deepseek/deepseek-chat, anthropic/claude-opus-4-1]";

    private static String text(String root, String task) {
        return root + """
                policy: tiny
                reference: top
                tiers:
                  - { name: low, targets: [ { model: openai/gpt-4o-mini }, { model: deepseek/deepseek-chat } ] }
                  - { name: top, targets: [ { model: anthropic/claude-opus-4-1 } ] }
                tasks: { chat: { owner: me, strategy: hybrid%s } }
                """.formatted(task.isEmpty() ? "" : ", " + task);
    }

    private static CompileResult<CompiledPolicy> compile(String text) {
        Shelf shelf = new Shelf(Documents.catalog(), Map.of(ESTIMATES.digest(), ESTIMATES));
        return PolicyCompiler.compile("x", text, shelf);
    }

    private static List<String> warnings(String root, String task) {
        return Documents.compiled(compile(text(root, task))).warnings().stream()
                .map(Problem::message)
                .toList();
    }

    private static Strategy.Hybrid hybrid(String root, String task) {
        CompiledPolicy policy = Documents.value(compile(text(root, task)));
        return (Strategy.Hybrid) Objects.requireNonNull(policy.task("chat")).strategy();
    }

    @Test
    void hybridWithItsEvidence_compiles_withoutWarning() {
        assertThat(warnings(PIN, "")).isEmpty();
        Strategy.Hybrid hybrid = hybrid(PIN, "");
        assertThat(hybrid.estimates()).isEqualTo(ESTIMATES);
        assertThat(hybrid.onNoEvidence().name()).isEqualTo("top");
        assertThat(hybrid.bar()).isEqualTo(new QualityBar.OfReferenceOverall(1));
        assertThat(hybrid.pool())
                .extracting(Target::id)
                .containsExactly("openai/gpt-4o-mini", "deepseek/deepseek-chat", "anthropic/claude-opus-4-1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "quality_bar: 0.9 | | Absolute[right=0.9]",
                "quality_bar: { of_reference: 0.97 } | | OfReferenceOverall[share=0.97]",
                "quality_bar: { of_reference: 0.97 } | quality_bar: { of_reference: 0.99 } | OfReference[share=0.99]",
                " | quality_bar: { worth_usd: 0.02 } | Worth[usd=0.02]",
            })
    void bar_isTheTasksOrThePolicys(String root, String task, String bar) {
        String common = root == null ? PIN : PIN + root + "\n";
        assertThat(hybrid(common, task == null ? "" : task).bar()).hasToString(bar);
    }

    @Test
    void safeDefault_isTheTierThatTheTaskNames() {
        assertThat(hybrid(PIN, "on_no_evidence: low").onNoEvidence().name()).isEqualTo("low");
    }

    @Test
    void modelOfThePoolThatIsInNoTier_maybeAsked() {
        assertThat(hybrid(PIN, "pool: [openai/gpt-4o-mini, openai/gpt-4o]").pool())
                .extracting(Target::tier)
                .containsExactly("low", "");
    }

    @Test
    void boundOfLatency_isRead_andWarnsWhereNoLatencyIsKnown() {
        assertThat(hybrid(PIN, "latency_ms_p95: 2500").p95Millis()).isEqualTo(2_500);
        assertThat(hybrid(PIN, "").p95Millis()).isNull();
        assertThat(warnings(PIN, "latency_ms_p95: 2500"))
                .containsExactly("the estimates know no latency of task `chat`: `latency_ms_p95` leaves nothing out");
    }

    @Test
    void boundThatNoModelMeets_isAWarning() {
        String timed = Documents.text("estimates.yaml")
                .replaceAll("(right: [0-9.]+, output_tokens: [0-9]+) }", "$1, latency_ms: { p50: 400, p95: 900 } }");
        Estimates estimates = Documents.value(EstimatesCompiler.compile("x", timed));
        String policy = text("pins: { estimates: \"" + estimates.digest() + "\" }\n", "latency_ms_p95: 800");
        Shelf shelf = new Shelf(Documents.catalog(), Map.of(estimates.digest(), estimates));
        assertThat(Documents.compiled(PolicyCompiler.compile("x", policy, shelf))
                        .warnings())
                .extracting(Problem::message)
                .containsExactly(
                        "every model that task `chat` may ask takes longer than `latency_ms_p95`: the quickest is asked");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cascade, gate: [finish] | is a cascade and must be quick",
                "route | changes nothing with strategy `route`",
            })
    void boundOfLatencyWithAnotherStrategy_isAWarning(String strategy, String warning) {
        String policy = text("", "latency_ms_p95: 800").replace("hybrid", strategy);
        assertThat(Documents.compiled(compile(policy)).warnings())
                .extracting(Problem::message)
                .anySatisfy(message -> assertThat(message).contains(warning));
    }

    @Test
    void withoutPins_itIsAWarning() {
        assertThat(warnings("", "")).singleElement().asString().contains("pins no estimates");
    }

    @Test
    void estimatesThatNobodyHas_areAnError_andNothingElse() {
        String pin = "pins: { estimates: \"" + Digest.of(new byte[1]) + "\" }\n";
        assertThat(Documents.problems(compile(text(pin, "")))).singleElement().satisfies(problem -> {
            assertThat(problem.message()).contains("there are no estimates sha256:");
            assertThat(problem.suggestion()).contains("publish them first");
            assertThat(problem.path()).isEqualTo("/pins/estimates");
        });
    }

    @Test
    void taskOrModelOfWhichNothingWasLearned_isAWarning() {
        String other = text(PIN, "").replace("chat:", "talk:");
        assertThat(Documents.compiled(compile(other)).warnings())
                .singleElement()
                .satisfies(warning -> assertThat(warning.message()).contains("know nothing of task `talk`"));
        assertThat(warnings(PIN, "pool: [openai/gpt-4o-mini, openai/gpt-4o]"))
                .singleElement()
                .asString()
                .contains("know nothing of openai/gpt-4o: task `chat` never asks it");
    }

    @Test
    void otherReferenceThanTheEstimates_isAWarning() {
        String low = text(PIN, "").replace("reference: top", "reference: low");
        assertThat(Documents.compiled(compile(low)).warnings())
                .singleElement()
                .satisfies(warning -> assertThat(warning.message())
                        .contains(
                                "compare quality with anthropic/claude-opus-4-1, this policy with openai/gpt-4o-mini"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pool: [openai/gpt-4o, openai/gpt-4o] | is in the pool twice",
                "pool: [openai/gpt-4o, openai/gpt-5o] | no model `openai/gpt-5o`",
                "pool: [] | has fewer than 1 entries",
                "on_no_evidence: topp | no tier `topp`",
                "quality_bar: 1.5 | is more than 1",
                "quality_bar: 0 | is not more than 0",
                "quality_bar: { of_reference: 0.9, worth_usd: 1 } | more than 1",
                "quality_bar: good | is a text",
                "tier: low | says nothing with strategy `hybrid`",
                "ladder: [low] | says nothing with strategy `hybrid`",
            })
    void mistakes_areRefused(String task, String message) {
        assertThat(Documents.problems(compile(text(PIN, task))))
                .anySatisfy(problem -> assertThat(problem.message()).contains(message));
    }

    @Test
    void pinThatIsNoDigest_isRefused() {
        assertThat(Documents.problems(compile(text("pins: { estimates: newest }\n", ""))))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("`newest` is not of the right form"));
    }

    @Test
    void pin_canBeReadByItself() {
        assertThat(PolicyCompiler.pinnedEstimates(text(PIN, ""))).isEqualTo(ESTIMATES.digest());
        for (String none :
                List.of("", "[", "a: b", text("", ""), text("pins: { estimates: newest }\n", ""), "pins: 7")) {
            assertThat(PolicyCompiler.pinnedEstimates(none)).isNull();
        }
    }

    @Test
    void poolAndSafeDefault_changeTheCacheEpoch_theBarDoesNot() {
        var epoch = Documents.value(compile(text(PIN, POOL))).cacheEpoch();
        assertThat(Documents.value(compile(text(PIN, ""))).cacheEpoch()).isEqualTo(epoch);
        assertThat(Documents.value(compile(text(PIN, "quality_bar: 0.9"))).cacheEpoch())
                .isEqualTo(epoch);
        assertThat(Documents.value(compile(text(PIN, "on_no_evidence: low"))).cacheEpoch())
                .isNotEqualTo(epoch);
        assertThat(Documents.value(compile(text(PIN, "pool: [openai/gpt-4o-mini]")))
                        .cacheEpoch())
                .isNotEqualTo(epoch);
    }
}
