package io.tiergate.policy.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.policy.Documents;
import io.tiergate.policy.document.CompileResult;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.document.Problem;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyCompilerTest {
    private static final String TEXT = Documents.text("policy.yaml");
    private static final String SMALLEST = """
            policy: tiny
            tiers: [ { name: only, targets: [ { model: openai/gpt-4o } ] } ]
            tasks: { chat: { owner: me, strategy: route } }
            """;

    private static CompileResult<CompiledPolicy> compile(String text) {
        return PolicyCompiler.compile("x", text, Shelf.of(Documents.catalog()));
    }

    private static String replaced(String from, String to) {
        assertThat(TEXT).contains(from);
        return TEXT.replace(from, to);
    }

    @Test
    void example_compiles_withoutWarning() {
        CompiledPolicy policy = Documents.policy();
        assertThat(Documents.compiled(compile(TEXT)).warnings()).isEmpty();
        assertThat(policy.tiers().ladder()).extracting(Tier::name).containsExactly("small", "mid", "frontier");
        assertThat(policy.tiers().reference().position()).isEqualTo(2);
        assertThat(policy.defaultTask()).isEqualTo("chat");
        assertThat(policy.settings())
                .isEqualTo(new CompiledPolicy.Settings(
                        "low",
                        Set.of("openai", "anthropic", "deepseek"),
                        new CompiledPolicy.CacheSettings(true, 86_400, CompiledPolicy.CacheSettings.Share.TENANT),
                        new CompiledPolicy.Budget(20_000, 4, 50_000),
                        new CompiledPolicy.Timeouts(3_000, 10_000),
                        1));
        TaskProfile code = Objects.requireNonNull(policy.task("code"));
        assertThat(code.ladder().rungs()).extracting(Tier::name).containsExactly("code", "small", "frontier");
        assertThat(code.timeouts()).isEqualTo(new CompiledPolicy.Timeouts(2_000, 10_000));
        assertThat(Objects.requireNonNull(policy.task("extraction")).answer().schemaJson())
                .isEqualTo("{\"type\":\"object\"}");
        assertThat(Objects.requireNonNull(policy.task("triage")).strategy())
                .isInstanceOfSatisfying(
                        Strategy.Consensus.class,
                        consensus -> assertThat(consensus.steps()).hasSize(2));
    }

    @Test
    void whatIsNotSaid_hasItsDefault() {
        CompiledPolicy policy = Documents.value(compile(SMALLEST));
        assertThat(policy.settings())
                .isEqualTo(new CompiledPolicy.Settings(
                        "low",
                        Set.of(),
                        new CompiledPolicy.CacheSettings(false, 86_400, CompiledPolicy.CacheSettings.Share.TENANT),
                        new CompiledPolicy.Budget(60_000, 6, Long.MAX_VALUE),
                        new CompiledPolicy.Timeouts(30_000, 30_000),
                        1));
        assertThat(policy.defaultTask()).isEqualTo("chat");
        assertThat(policy.tiers().reference().name()).isEqualTo("only");
        assertThat(Objects.requireNonNull(policy.task("chat")).outputTokens()).isEqualTo(512);
    }

    @Test
    void undeclaredDomain_isTheTasksOrThePolicys() {
        String text = replaced("default_task: chat", "default_task: chat\ndefault_domain: general")
                .replace("owner: ide,", "owner: ide, default_domain: software,");
        CompiledPolicy policy = Documents.value(compile(text));
        assertThat(Objects.requireNonNull(policy.task("chat")).domain()).isEqualTo("general");
        assertThat(Objects.requireNonNull(policy.task("code")).domain()).isEqualTo("software");
        assertThat(Objects.requireNonNull(Documents.policy().task("chat")).domain())
                .isNull();
    }

    @Test
    void canonicalForm_compilesToTheSame() {
        var compiled = Documents.compiled(compile(TEXT));
        var again =
                Documents.compiled(PolicyCompiler.compile("x", compiled.canonical(), Shelf.of(Documents.catalog())));
        assertThat(again.digest()).isEqualTo(compiled.digest());
        assertThat(again.value().cacheEpoch()).isEqualTo(compiled.value().cacheEpoch());
        assertThat(again.value().settings()).isEqualTo(compiled.value().settings());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "policy: support ~ policy: openai ~ share one namespace",
                "policy: support ~ policy: auto ~ caller's default policy",
                "default_task: chat ~ default_task: chatt ~ no task `chatt`",
                "default_task: chat ~ # ~ no `default_task`",
                "allow: [openai, anthropic, deepseek] ~ allow: [openai, anthropic] ~ not in `providers.allow`",
                "allow: [openai, anthropic, deepseek] ~ allow: [openai, anthropic, deepsek, deepseek] ~ no provider `deepsek`",
                "name: mid ~ name: small ~ two tiers `small`",
                "start: small ~ start: code ~ not on the task's ladder",
                "ladder: [code, small, frontier] ~ ladder: [code, small, code] ~ goes in a circle",
                "ladder: [code, small, frontier] ~ ladder: [code, smal] ~ no tier `smal`",
                "strategy: fixed, tier: mid ~ strategy: fixed ~ needs a tier",
                "strategy: fixed, tier: mid ~ strategy: route, tier: mid ~ `tier` says nothing with strategy `route`",
                "strategy: fixed, tier: mid ~ strategy: hybrid, tier: mid ~ `tier` says nothing with strategy `hybrid`",
                "strategy: fixed, tier: mid ~ strategy: hybrid, latency_ms_p95: 0 ~ less than 1",
                "agree: 2 ~ agree: 3 ~ 3 answers cannot agree",
                "ask: [openai/gpt-4o-mini, deepseek/deepseek-chat] ~ ask: [openai/gpt-4o, openai/gpt-4o] ~ asked twice",
                "{ tier: frontier } ] ~ { } ] ~ is empty",
                "kind: label, at: /answer, labels: [bug, billing, other] ~ kind: text ~ free texts are not without a verifier",
                "kind: label, at: /answer ~ kind: label, at: answer ~ not of the right form",
                "schema: { type: object } ~ schema: { type: objekt } ~ no JSON Schema",
                "schema: { type: object } ~ schema: { $ref: `https://x.example/s` } ~ points outside",
                "schema: { type: object } ~ schema: { pattern: `(?=a)b` } ~ pattern",
                "name: long answers ~ name: long context ~ two rules `long context`",
                "then: { at_most: mid } } ~ then: { at_most: small, at_least: mid } } ~ no tier is at least `mid`",
                "then: { at_most: mid } } ~ then: { } } ~ is empty",
                "cost_usd: 0.05 ~ cost_usd: 0.00000001 ~ finer than a millionth",
                "deadline: 20s ~ deadline: 2h ~ longer than 1h",
                "gate: [schema] ~ gate: [schema, schema] ~ twice",
                "gate: [schema] ~ gate: [judge] ~ are left to a judge, and the policy names none",
                "ttl: 24h ~ semantic: { }, ttl: 24h ~ `max_wrong_hits` is missing",
                "ttl: 24h ~ ignore: { }, ttl: 24h ~ `ignore` is not supported by this version yet",
                "retries: 1 ~ hedge: { }, retries: 1 ~ `hedge` is not supported by this version yet",
                "owner: payments, ~ owner: payments, quality_bar: 0.95, ~ `quality_bar` says nothing with strategy `route`",
                "reference: frontier ~ pins: { classifier: 7 } ~ `classifier` is a number, not a text",
                "reference: frontier ~ predict: { task: { at_least: 0.5 } } ~ `head` is missing",
                "reference: frontier ~ predict: { task: { head: task, at_least: 2 } } ~ `at_least` is more than 1",
            })
    void mistakes_areRefused(String from, String to, String message) {
        List<Problem> problems = Documents.problems(compile(replaced(from, to.replace('`', '"'))));
        assertThat(problems).anySatisfy(problem -> {
            assertThat(problem.message()).contains(message);
            assertThat(problem.suggestion()).isNotEmpty();
            assertThat(problem.line()).isPositive();
        });
    }

    @Test
    void brokenTiers_giveNoFollowUpProblems() {
        assertThat(Documents.problems(compile(replaced("name: frontier", "nam: frontier"))))
                .extracting(Problem::message)
                .containsExactlyInAnyOrder("`nam` is not known here", "`name` is missing");
        assertThat(Documents.problems(
                        compile(SMALLEST.replace("tiers: [ {", "tiers: {").replace("} ] } ]", "} ] }"))))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "owner: ops, strategy: fixed ~ strategy: fixed ~ no owner",
                "ladder: [code, small, frontier] ~ ladder: [frontier, small] ~ which is cheaper",
                "gate: [finish], answer: { kind: code } ~ answer: { kind: code } ~ without a gate",
                ", { tier: frontier } ] ~ ] ~ the last rung asks several",
            })
    void oddities_areWarnings(String from, String to, String message) {
        assertThat(Documents.compiled(compile(replaced(from, to))).warnings())
                .singleElement()
                .satisfies(warning -> assertThat(warning.message()).contains(message));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "attempts: 4|attempts: 5",
                "ttl: 24h|ttl: 1h",
                "weight: 70|weight: 60",
                "first_token: 3s|first_token: 4s",
                "owner: ide|owner: web"
            })
    void whatChangesNoAnswer_keepsTheCacheEpoch(String change) {
        assertThat(epochAfter(change)).isEqualTo(Documents.policy().cacheEpoch());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gate: [finish]|gate: [finish, refusal]",
                "agree: 2 }|}",
                "tier: mid }|tier: small }",
                "> 1500|> 1600",
                "kind: json|kind: label",
                "start: small|start: mid",
                "providers: { allow: [openai, anthropic, deepseek] }\ntiers:|tiers:",
                "default_task: chat|default_domain: general\ndefault_task: chat"
            })
    void whatMayChangeAnAnswer_changesTheCacheEpoch(String change) {
        boolean sameMeaning = change.startsWith("agree"); // two of two is what is taken without it
        assertThat(epochAfter(change).equals(Documents.policy().cacheEpoch())).isEqualTo(sameMeaning);
    }

    private static Digest epochAfter(String change) {
        String[] parts = change.split("\\|", -1);
        return Documents.value(compile(replaced(parts[0], parts[1]))).cacheEpoch();
    }

    @Property(tries = 400, shrinking = ShrinkingMode.OFF)
    void mutatedDocuments_giveAPolicyOrProblems(
            @ForAll @IntRange(min = 0, max = 2_000) int at,
            @ForAll @IntRange(min = 0, max = 12) int cut,
            @ForAll @From("snippets") String inserted) {
        int from = Math.min(at, TEXT.length());
        int to = Math.min(from + cut, TEXT.length());
        switch (compile(TEXT.substring(0, from) + inserted + TEXT.substring(to))) {
            case CompileResult.Compiled<CompiledPolicy> compiled ->
                assertThat(compiled.value().tasks()).isNotEmpty();
            case CompileResult.Rejected<CompiledPolicy> rejected ->
                assertThat(rejected.problems()).anyMatch(problem -> !problem.warning());
        }
    }

    @Provide
    Arbitrary<String> snippets() {
        return Arbitraries.of(
                "", "[", "]", "{", "}", ",", ": ", "\n", "'", "\"", "~", "[]", "{}", "-1", "1e9", "true", "null", "x",
                "&a ", "*a", "\t", "é");
    }
}
