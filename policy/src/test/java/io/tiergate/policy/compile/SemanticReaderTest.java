package io.tiergate.policy.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.policy.Documents;
import io.tiergate.policy.document.CompileResult;
import io.tiergate.policy.document.Problem;
import io.tiergate.policy.similarity.SemanticSettings;
import io.tiergate.policy.similarity.Sign;
import io.tiergate.policy.similarity.Verifier;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SemanticReaderTest {
    private static final String MODEL = "sha256:" + "a1".repeat(32);
    private static final String CACHE = """
            policy: tiny
            tiers: [ { name: only, targets: [ { model: openai/gpt-4o } ] } ]
            tasks: { chat: { owner: me, strategy: route } }
            cache:
              exact: true
              semantic:
                { max_wrong_hits: 0.01,
                  verifier: { model: "MODEL", max_wrong_hits: 0.01, threshold: 0.97, weights: { one: -12.5, cosine: 14, numbers: -3 }, card: { pairs: 330 } } }
            """.replace("MODEL", MODEL);

    private static CompileResult<CompiledPolicy> compile(String text) {
        return PolicyCompiler.compile("x", text, Shelf.of(Documents.catalog()));
    }

    private static String replaced(String from, String to) {
        assertThat(CACHE).contains(from);
        return CACHE.replace(from, to);
    }

    @Test
    void settings_areRead() {
        var compiled = Documents.compiled(compile(CACHE));
        assertThat(compiled.warnings()).isEmpty();
        assertThat(compiled.value().settings().cache().semantic())
                .isEqualTo(new SemanticSettings(
                        0.01,
                        MODEL,
                        0.97,
                        new Verifier(Map.of(Sign.ONE, -12.5, Sign.COSINE, 14.0, Sign.NUMBERS, -3.0))));
    }

    @Test
    void withoutSemantic_thereIsNone() {
        String text = CACHE.substring(0, CACHE.indexOf("  semantic:"));
        assertThat(Documents.value(compile(text)).settings().cache().semantic()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            value = {
                "exact: true ~ exact: false ~ `exact` is not true ~ add `exact: true`",
                "exact: true ~ ttl: 1h ~ `exact` is not true ~ add `exact: true`",
                "{ max_wrong_hits: 0.01, ~ { ~ `max_wrong_hits` is missing ~ Share of served hits",
                "numbers: -3 ~ numebrs: -3 ~ `numebrs` is not known here ~ did you mean `numbers`?",
                "numbers: -3 ~ numbers: -1001 ~ `numbers` is less than -1000 ~ write -1000 or more",
                "cosine: 14 ~ cosine: 1e9 ~ `cosine` is more than 1000 ~ write 1000 or less",
                "max_wrong_hits: 0.01, threshold ~ max_wrong_hits: 0.05, threshold ~ calibrated for `max_wrong_hits` 0.05, laxer than the policy's 0.01 ~ --max-wrong-hits 0.01",
                "threshold: 0.97 ~ threshold: 1.2 ~ `threshold` is more than 1 ~ write 1 or less",
                "model: \"sha256 ~ model: \"sha ~ is not of the right form ~ 64 hexadecimal",
                "{ max_wrong_hits: 0.01, ~ { explore: 0.1, max_wrong_hits: 0.01, ~ `explore` is not supported ~ remove it",
                "policy: tiny ~ pins: { classifier: \"sha256:0000000000000000000000000000000000000000000000000000000000000000\" }|policy: tiny ~ another model's embeddings ~ with the pinned model",
            })
    void mistakes_areRefused(String from, String to, String message, String remedy) {
        String text = replaced(from, to.replace('|', '\n'));
        assertThat(Documents.problems(compile(text))).anySatisfy(problem -> {
            assertThat(problem.message()).contains(message);
            assertThat(problem.suggestion()).contains(remedy);
            assertThat(problem.line()).isPositive();
        });
    }

    @Test
    void missingVerifier_saysHowToGetOne() {
        String text = CACHE.replaceFirst(",\\s+verifier: .*", " }");
        assertThat(Documents.problems(compile(text))).singleElement().satisfies(problem -> {
            assertThat(problem.message()).contains("there is no `verifier`");
            assertThat(problem.suggestion()).contains("tiergate calibrate cache");
            assertThat(problem.path()).isEqualTo("/cache/semantic");
            assertThat(problem.line()).isEqualTo(6);
        });
    }

    @Test
    void sharedAmongTenants_isAWarning() {
        assertThat(warnings(replaced("exact: true", "exact: true\n  share: policy")))
                .singleElement()
                .asString()
                .contains("another tenant's question");
    }

    @Test
    void verifierOfAStricterBound_isFine() {
        assertThat(warnings(replaced("{ max_wrong_hits: 0.01", "{ max_wrong_hits: 0.05")))
                .isEmpty();
    }

    /** The node's model is pinned for the cache's sake. */
    @Test
    void pinnedModelOfTheVerifier_isFine() {
        assertThat(warnings("pins: { classifier: \"" + MODEL + "\" }\n" + CACHE))
                .isEmpty();
    }

    @Test
    void cachesOwnSettings_keepTheCacheEpoch() {
        var epoch = Documents.value(compile(CACHE)).cacheEpoch();
        assertThat(Documents.value(compile(replaced("0.97", "0.9"))).cacheEpoch())
                .isEqualTo(epoch);
        assertThat(Documents.value(compile(CACHE.substring(0, CACHE.indexOf("  semantic:"))))
                        .cacheEpoch())
                .isEqualTo(epoch);
    }

    private static List<String> warnings(String text) {
        return Documents.compiled(compile(text)).warnings().stream()
                .map(Problem::message)
                .toList();
    }
}
