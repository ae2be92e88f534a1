package io.tiergate.policy.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.policy.Documents;
import io.tiergate.policy.answer.AnswerSpec;
import io.tiergate.policy.document.CompileResult;
import io.tiergate.policy.similarity.Sign;
import io.tiergate.policy.similarity.TextEquality;
import io.tiergate.policy.similarity.Verifier;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextEqualityReaderTest {
    private static final String MODEL = "sha256:" + "a1".repeat(32);
    private static final String POLICY = """
            policy: tiny
            tiers: [ { name: only, targets: [ { model: openai/gpt-4o } ] } ]
            tasks:
              chat: { owner: me, strategy: consensus, rungs: [ { ask: [openai/gpt-4o-mini, deepseek/deepseek-chat] }, { tier: only } ] }
              sums: { owner: me, strategy: route, answer: { kind: number } }
            default_task: chat
            text_equality:
              { max_wrong: 0.1,
                verifier: { model: "MODEL", max_wrong: 0.1, threshold: 0.8, weights: { one: -2.5, cosine: 4, figures: -3 }, card: { pairs: 853 } } }
            """.replace("MODEL", MODEL);

    private static CompileResult<CompiledPolicy> compile(String text) {
        return PolicyCompiler.compile("x", text, Shelf.of(Documents.catalog()));
    }

    @Test
    void equality_isOfTasksWithFreeTexts() {
        var compiled = Documents.compiled(compile(POLICY));
        assertThat(compiled.warnings()).isEmpty();
        TextEquality equality = new TextEquality(
                0.1, MODEL, 0.8, new Verifier(Map.of(Sign.ONE, -2.5, Sign.COSINE, 4.0, Sign.FIGURES, -3.0)));
        assertThat(compiled.value().settings().equality()).isEqualTo(equality);
        assertThat(answer(compiled.value(), "chat")).isEqualTo(AnswerSpec.TEXT.with(equality));
        assertThat(answer(compiled.value(), "sums").equality()).isNull();
    }

    private static AnswerSpec answer(CompiledPolicy policy, String task) {
        return Objects.requireNonNull(policy.task(task)).answer();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            value = {
                "{ max_wrong: 0.1, ~ { ~ `max_wrong` is missing ~ Share of pairs",
                "figures: -3 ~ figure: -3 ~ `figure` is not known here ~ did you mean `figures`?",
                "figures: -3 ~ question: -3 ~ `question` is not known here ~ ^^",
                "figures: -3 ~ figures: -1001 ~ `figures` is less than -1000 ~ write -1000 or more",
                "max_wrong: 0.1, threshold ~ max_wrong: 0.2, threshold ~ calibrated for `max_wrong` 0.2, laxer than the policy's 0.1 ~ calibrate answers --max-wrong 0.1",
                "threshold: 0.8 ~ threshold: 0 ~ `threshold` ~ ^^",
                "policy: tiny ~ pins: { classifier: \"sha256:0000000000000000000000000000000000000000000000000000000000000000\" }|policy: tiny ~ another model's embeddings ~ calibrate answers` with the pinned model",
                "text_equality: ~ text_equality: { max_wrong: 0.1 }|x: ~ there is no `verifier`: nothing says which answers are the same ~ run `tiergate calibrate answers`",
            })
    void mistakes_areRefused(String from, String to, String message, String remedy) {
        assertThat(POLICY).contains(from);
        String text = POLICY.replace(from, to.replace('|', '\n'));
        assertThat(Documents.problems(compile(text))).anySatisfy(problem -> {
            assertThat(problem.message()).contains(message);
            assertThat(problem.suggestion()).contains(remedy);
            assertThat(problem.line()).isPositive();
        });
    }

    @Test
    void consensusOfFreeTexts_needsIt() {
        String text = POLICY.substring(0, POLICY.indexOf("text_equality:"));
        assertThat(Documents.problems(compile(text))).singleElement().satisfies(problem -> {
            assertThat(problem.message()).contains("free texts are not without a verifier");
            assertThat(problem.suggestion()).contains("tiergate calibrate answers");
            assertThat(problem.line()).isEqualTo(4);
        });
    }

    /** Weights say which of the answers is served, not what a model answers. */
    @Test
    void weights_keepTheCacheEpoch() {
        assertThat(Documents.value(compile(POLICY.replace("threshold: 0.8", "threshold: 0.9")))
                        .cacheEpoch())
                .isEqualTo(Documents.value(compile(POLICY)).cacheEpoch());
    }
}
