package io.tiergate.laboratory.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.laboratory.World;
import io.tiergate.policy.gate.CheckResult;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class CasesTest {
    private static RecordedPrompt prompt(String task, @Nullable String text, @Nullable Long tokens) {
        RecordedAnswer answer = new RecordedAnswer(text, 1, tokens, tokens);
        return new RecordedPrompt(
                "one",
                task,
                null,
                World.question("what is it?"),
                Map.of(World.CHEAP, answer, World.OTHER, answer, World.DEAR, answer, "elsewhere/unpriced", answer));
    }

    private static Cases.Outcome cases(RecordedPrompt prompt) {
        return Cases.of(
                new RecordedSet(Path.of("set.jsonl"), List.of(prompt), List.of()),
                World.variants().untrained(),
                World.models(),
                TokenCount.QUARTER);
    }

    @Test
    void answers_areBilledByTheCatalogAndReadByTheTask() {
        assertThat(cases(prompt("sums", "It is 18 dollars", null)))
                .isInstanceOfSatisfying(Cases.Outcome.Ready.class, ready -> {
                    assertThat(ready.unpriced()).containsExactly("elsewhere/unpriced");
                    Case.Given given = ready.cases().getFirst().answer(World.DEAR);
                    assertThat(given.usage().input()).isEqualTo(3);
                    assertThat(given.usage().output()).isEqualTo(4);
                    assertThat(given.micros()).isEqualTo(15 + 80);
                    assertThat(given.canonical()).isNotNull();
                });
    }

    @Test
    void statedTokens_goBeforeCounting() {
        assertThat(cases(prompt("sums", "18", 100L)))
                .isInstanceOfSatisfying(
                        Cases.Outcome.Ready.class,
                        ready -> assertThat(ready.cases()
                                        .getFirst()
                                        .answer(World.CHEAP)
                                        .usage()
                                        .total())
                                .isEqualTo(200));
    }

    @Test
    void answerThatWasCutOff_isSeenByTheGate() {
        String policy = World.POLICY.replace("answer: { kind: number }", "gate: [finish], answer: { kind: number }");
        RecordedAnswer cut = new RecordedAnswer("18", 1, null, null, "length", null);
        RecordedPrompt prompt = new RecordedPrompt(
                "one", "sums", null, World.question("?"), Map.of(World.CHEAP, cut, World.OTHER, cut, World.DEAR, cut));

        assertThat(Cases.of(
                        new RecordedSet(Path.of("set.jsonl"), List.of(prompt), List.of()),
                        World.variants(policy).untrained(),
                        World.models(),
                        TokenCount.QUARTER))
                .isInstanceOfSatisfying(
                        Cases.Outcome.Ready.class,
                        ready -> assertThat(ready.cases()
                                        .getFirst()
                                        .answer(World.CHEAP)
                                        .checks())
                                .singleElement()
                                .extracting(CheckResult::outcome)
                                .isEqualTo(CheckResult.Outcome.FAILED));
    }

    @Test
    void scoreWithoutTextOrTokens_isUnknownCost() {
        assertThat(cases(prompt("sums", null, null)))
                .isInstanceOfSatisfying(
                        Cases.Outcome.Unusable.class,
                        unusable -> assertThat(unusable.problem())
                                .contains("prompt one of set.jsonl", "neither text nor tokens"));
    }

    @Test
    void taskThatThePolicyLacks_isNamed() {
        assertThat(cases(prompt("poems", "x", null)))
                .isInstanceOfSatisfying(
                        Cases.Outcome.Unusable.class,
                        unusable -> assertThat(unusable.problem()).contains("task `poems`", "policy `world`"));
    }

    @Test
    void modelWithoutAnAnswer_isNamedBesideThoseThatHaveOne() {
        RecordedPrompt bare = new RecordedPrompt(
                "one", "sums", null, World.question("?"), Map.of(World.CHEAP, new RecordedAnswer("1", 1, null, null)));
        assertThat(cases(bare))
                .isInstanceOfSatisfying(
                        Cases.Outcome.Unusable.class,
                        unusable ->
                                assertThat(unusable.problem()).contains("no answer of lab/other", "it has lab/cheap"));
    }
}
