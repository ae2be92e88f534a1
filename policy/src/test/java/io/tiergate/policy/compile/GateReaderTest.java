package io.tiergate.policy.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.policy.Documents;
import io.tiergate.policy.catalog.CatalogCompiler;
import io.tiergate.policy.document.CompileResult;
import io.tiergate.policy.document.Problem;
import io.tiergate.policy.estimate.Estimates;
import io.tiergate.policy.estimate.EstimatesCompiler;
import io.tiergate.policy.gate.SoftGate;
import io.tiergate.policy.gate.Zones;
import io.tiergate.policy.gate.Zones.Between;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateReaderTest {
    private static final Estimates ESTIMATES = Documents.value(EstimatesCompiler.compile(
            "x",
            Documents.text("estimates.yaml")
                    + "alone: { openai/gpt-4o-mini: { shared: [1, 0, 0, 0, 0, 0, 0, 0, 0] },"
                    + " deepseek/deepseek-chat: { shared: [0.5, 0, 0, 0, 0, 0, 0, 0, 0] } }\n"));
    private static final String PIN = "pins: { estimates: \"" + ESTIMATES.digest() + "\" }\n";

    private static String text(String root, String task) {
        return root + """
                policy: tiny
                reference: top
                tiers:
                  - { name: low, targets: [ { model: openai/gpt-4o-mini }, { model: deepseek/deepseek-chat } ] }
                  - { name: top, targets: [ { model: anthropic/claude-opus-4-1 } ] }
                tasks: { chat: { owner: me, strategy: cascade, %s } }
                """.formatted(task);
    }

    private static CompileResult<CompiledPolicy> compile(String text, boolean training) {
        Shelf shelf = new Shelf(Documents.catalog(), Map.of(ESTIMATES.digest(), ESTIMATES), training);
        return PolicyCompiler.compile("x", text, shelf);
    }

    private static SoftGate soft(String root, String task) {
        CompiledPolicy policy = Documents.value(compile(text(root, task), false));
        return Objects.requireNonNull(policy.task("chat")).soft();
    }

    private static List<String> errors(String root, String task) {
        return Documents.problems(compile(text(root, task), false)).stream()
                .map(Problem::message)
                .toList();
    }

    @Test
    void learned_withItsEvidence_isASoftCheck_withTheUsualBounds() {
        SoftGate gate = soft(PIN, "gate: [finish, learned]");

        assertThat(gate.names()).containsExactly("learned");
        assertThat(gate.zones()).isEqualTo(new Zones(700_000, 850_000, Between.ESCALATE));
    }

    @Test
    void bounds_areTheTasks_whereItSaysSo_elseThePolicys() {
        String root =
                PIN + "confidence: { escalate_below: 0.5, trust_from: 0.9, between: accept, calibrated_by: task }\n";

        assertThat(soft(root, "gate: [learned]").zones()).isEqualTo(new Zones(500_000, 900_000, Between.ACCEPT));
        assertThat(soft(root, "gate: [learned], confidence: { trust_from: 0.7, between: escalate }")
                        .zones())
                .isEqualTo(new Zones(500_000, 700_000, Between.ESCALATE));
    }

    @Test
    void learnedWithoutPins_isAnError_unlessItIsToBeTrained() {
        assertThat(errors("", "gate: [learned]")).singleElement().asString().contains("the policy pins none");

        CompiledPolicy policy = Documents.value(compile(text("", "gate: [learned]"), true));
        assertThat(Objects.requireNonNull(policy.task("chat")).soft().isEmpty()).isTrue();
    }

    @Test
    void taskOrModelOfWhichNothingWasLearned_isAnError() {
        String other = text(PIN, "gate: [learned]").replace("chat:", "talk:");
        assertThat(Documents.problems(compile(other, false)))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("know nothing of task `talk`"));
        String more =
                text(PIN, "gate: [learned]").replace("{ model: deepseek/deepseek-chat }", "{ model: openai/gpt-4o }");
        assertThat(Documents.problems(compile(more, false))).singleElement().satisfies(problem -> {
            assertThat(problem.message()).contains("know nothing of answers of openai/gpt-4o");
            assertThat(problem.suggestion()).contains("train with its answers");
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gate: [learned, learned] | is in this gate twice",
                "gate: [lerned] | there is no check `lerned`",
                "gate: [{ expression: 'size(answr) < 5' }] | `answr` is not known",
                "gate: [{ expresion: 'true' }] | `expresion` is not known here",
                "gate: [learned], confidence: { escalate_below: 0.9 } | `trust_from` is less than `escalate_below`",
                "gate: [learned], confidence: { trust_from: 1.5 } | is more than 1",
                "gate: [learned], confidence: { between: maybe } | is not one of",
                "gate: [3] | not a text or a mapping"
            })
    void brokenGates_areErrors(String task, String message) {
        assertThat(errors(PIN, task)).anySatisfy(error -> assertThat(error).contains(message));
    }

    @Test
    void softCheckWhereItSaysNothing_isAnError() {
        String hybrid = text(PIN, "gate: [learned]").replace("strategy: cascade", "strategy: hybrid");
        assertThat(Documents.problems(compile(hybrid, false)))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("says nothing with strategy `hybrid`"));
    }

    @Test
    void streamThatIsHeldBack_isAWarning() {
        String route = text(PIN, "gate: [learned]").replace("strategy: cascade", "strategy: route");
        assertThat(Documents.compiled(compile(route, false)).warnings())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("are held until they are whole"));
    }

    @Test
    void judges_areTheOnesThatThePolicyNames_whereSomethingIsLeftToThem() {
        String root = PIN + "judge: [openai/gpt-4o, anthropic/claude-opus-4-1]\n";
        assertThat(judges(root, "gate: [judge]")).containsExactly("openai/gpt-4o", "anthropic/claude-opus-4-1");
        assertThat(judges(root, "gate: [learned], confidence: { between: judge }"))
                .hasSize(2);
        assertThat(judges(root, "gate: [learned]")).isEmpty();
        assertThat(judges(PIN + "judge: openai/gpt-4o\n", "gate: [judge]")).containsExactly("openai/gpt-4o");
    }

    private static List<String> judges(String root, String task) {
        CompiledPolicy policy = Documents.value(compile(text(root, task), false));
        return Objects.requireNonNull(policy.task("chat")).judges().stream()
                .map(Target::id)
                .toList();
    }

    @Test
    void judgesThatAreMissingOrUnknown_areErrors_andOneThatAnswersIsAWarning() {
        assertThat(errors(PIN, "gate: [learned], confidence: { between: judge }"))
                .singleElement()
                .asString()
                .contains("are left to a judge, and the policy names none");
        assertThat(errors(PIN + "judge: openai/gpt-9\n", "gate: [finish]")).isNotEmpty();
        assertThat(Documents.compiled(compile(text("judge: openai/gpt-4o-mini\n", "gate: [judge]"), false))
                        .warnings())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("its own answers are not judged"));
    }

    @Test
    void agreement_needsEstimatesOfAnswersTogether() {
        assertThat(soft(PIN, "gate: [agreement]").names()).containsExactly("agreement");
        assertThat(errors("", "gate: [agreement]")).singleElement().asString().contains("the policy pins none");
        String other =
                text(PIN, "gate: [agreement]").replace("{ model: deepseek/deepseek-chat }", "{ model: openai/gpt-4o }");
        assertThat(Documents.problems(compile(other, false)))
                .singleElement()
                .satisfies(problem ->
                        assertThat(problem.message()).contains("together, which check `agreement` compares"));
    }

    private static final Estimates CALIBRATED = Documents.value(EstimatesCompiler.compile(
            "x",
            Documents.text("estimates.yaml")
                    + "confidence: { openai/gpt-4o-mini: { shared: [-1, 0.5], tasks: { chat: [0.1, 0] } } }\n"));
    private static final String CALIBRATED_PIN = "pins: { estimates: \"" + CALIBRATED.digest() + "\" }\n";
    private static final String MINI_AND_CHAT =
            "targets: [ { model: openai/gpt-4o-mini }, { model: deepseek/deepseek-chat } ]";

    /** With a catalog by which these models give log-probabilities. */
    private static CompileResult<CompiledPolicy> confident(String text, String... models) {
        String catalog = Documents.text("catalog.yaml");
        for (String model : models) {
            int at = catalog.indexOf("capabilities: [", catalog.indexOf(model + ":"));
            int inside = at + "capabilities: [".length();
            catalog = catalog.substring(0, inside) + "logprobs, " + catalog.substring(inside);
        }
        Shelf shelf = new Shelf(
                Documents.value(CatalogCompiler.compile("c", catalog)),
                Map.of(ESTIMATES.digest(), ESTIMATES, CALIBRATED.digest(), CALIBRATED),
                false);
        return PolicyCompiler.compile("x", text, shelf);
    }

    private static String confidence(String pin) {
        return text(pin, "gate: [finish, confidence]");
    }

    @Test
    void confidence_weighsTheModelsThatGiveLogprobs_andOthersAreAWarning() {
        var compiled = Documents.compiled(confident(confidence(CALIBRATED_PIN), "openai/gpt-4o-mini"));

        assertThat(Objects.requireNonNull(compiled.value().task("chat")).soft().wantsLogprobs("openai/gpt-4o-mini"))
                .isTrue();
        assertThat(compiled.warnings()).singleElement().satisfies(problem -> {
            assertThat(problem.message())
                    .isEqualTo(
                            "answers of deepseek/deepseek-chat are not weighed by check `confidence`: "
                                    + "by the catalog it gives no log-probabilities, and nothing was learned of what it says itself");
            assertThat(problem.line()).isEqualTo(7);
        });
        assertThat(Documents.compiled(
                                confident(confidence(CALIBRATED_PIN), "openai/gpt-4o-mini", "deepseek/deepseek-chat"))
                        .warnings())
                .singleElement()
                .satisfies(problem ->
                        assertThat(problem.message()).endsWith("nothing was learned of its log-probabilities"));
        String alone = confidence(CALIBRATED_PIN).replace(MINI_AND_CHAT, "targets: [ { model: openai/gpt-4o-mini } ]");
        assertThat(Documents.compiled(confident(alone, "openai/gpt-4o-mini")).warnings())
                .isEmpty();
    }

    @Test
    void confidenceThatCouldSayNothing_isAnError_atItsLine() {
        Map<String, String> errors = Map.of(
                confidence(""),
                "the policy pins none",
                confidence(PIN),
                "hold nothing of log-probabilities or self-reports, which check `confidence` goes by",
                confidence(CALIBRATED_PIN).replace("chat:", "talk:"),
                "know nothing of task `talk`",
                confidence(CALIBRATED_PIN).replace(MINI_AND_CHAT, "targets: [ { model: deepseek/deepseek-chat } ]"),
                "can weigh no answer of task `chat`",
                confidence(CALIBRATED_PIN).replace("strategy: cascade", "strategy: hybrid"),
                "says nothing with strategy `hybrid`",
                confidence(CALIBRATED_PIN)
                        .replace(
                                "strategy: cascade",
                                "strategy: consensus, answer: { kind: number }, rungs: [ { ask: [openai/gpt-4o-mini, openai/gpt-4o], agree: 2 }, { tier: top } ]"),
                "weighs one model's answer, and strategy `consensus` compares several");
        errors.forEach((text, message) -> assertThat(
                        Documents.problems(confident(text, "openai/gpt-4o-mini", "deepseek/deepseek-chat")))
                .as(text)
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.message()).contains(message);
                    assertThat(problem.suggestion()).isNotEmpty();
                    assertThat(text.lines().toList().get(problem.line() - 1)).contains("confidence]");
                }));
    }

    @Test
    void confidenceOfModelsWhoseSelfReportsWereLearned_needsNoLogprobs() {
        Estimates reports = Documents.value(EstimatesCompiler.compile(
                "x",
                Documents.text("estimates.yaml")
                        + "self_reports: { deepseek/deepseek-chat: { shared: [-1, 0.5] } }\n"));
        String pin = "pins: { estimates: \"" + reports.digest() + "\" }\n";
        String alone = confidence(pin).replace(MINI_AND_CHAT, "targets: [ { model: deepseek/deepseek-chat } ]");
        Shelf shelf = new Shelf(Documents.catalog(), Map.of(reports.digest(), reports), false);

        assertThat(Documents.compiled(PolicyCompiler.compile("x", alone, shelf)).warnings())
                .isEmpty();
        assertThat(Documents.compiled(PolicyCompiler.compile("x", confidence(pin), shelf))
                        .warnings())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("answers of openai/gpt-4o-mini"));
    }

    @Test
    void confidenceOfModelsThatGiveNoLogprobs_isAnError() {
        assertThat(Documents.problems(confident(confidence(CALIBRATED_PIN))))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("can weigh no answer of task `chat`"));
    }

    @Test
    void boundsWithoutASoftCheck_areAWarning() {
        assertThat(Documents.compiled(compile(text("", "gate: [finish], confidence: { trust_from: 0.9 }"), false))
                        .warnings())
                .singleElement()
                .satisfies(
                        problem -> assertThat(problem.message()).contains("no check of the gate gives a probability"));
    }

    @Test
    void expressionsAreHardChecks_andPartOfTheCachesEpoch() {
        CompiledPolicy short5 = Documents.value(compile(text("", "gate: [{ expression: 'size(answer) < 5' }]"), false));
        CompiledPolicy short6 = Documents.value(compile(text("", "gate: [{ expression: 'size(answer) < 6' }]"), false));

        assertThat(Objects.requireNonNull(short5.task("chat")).checks()).containsExactly("expression");
        assertThat(short5.cacheEpoch()).isNotEqualTo(short6.cacheEpoch());
    }

    @Test
    void bounds_areNotPartOfTheCachesEpoch() {
        CompiledPolicy one = Documents.value(compile(text(PIN, "gate: [learned]"), false));
        CompiledPolicy other =
                Documents.value(compile(text(PIN, "gate: [learned], confidence: { trust_from: 0.9 }"), false));

        assertThat(one.cacheEpoch()).isEqualTo(other.cacheEpoch());
    }
}
