package io.tiergate.cli.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiergate.policy.answer.AnswerSpec;
import io.tiergate.policy.catalog.Catalog;
import io.tiergate.policy.catalog.CatalogCompiler;
import io.tiergate.policy.compile.CompiledPolicy;
import io.tiergate.policy.compile.PolicyCompiler;
import io.tiergate.policy.compile.Shelf;
import io.tiergate.policy.compile.TaskProfile;
import io.tiergate.policy.document.CompileResult;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class OracleTest {
    private static final String CATALOG = """
            catalog: c
            providers: { p: { api: openai, base_url: "http://127.0.0.1:1/v1" } }
            models: { p/m: { context_window: 1000, max_output: 100, prices: { input: 1, output: 1 } } }
            """;
    private static final String POLICY = """
            policy: x
            reference: only
            tiers: [ { name: only, targets: [ { model: p/m } ] } ]
            tasks:
              sums: { owner: o, strategy: route, answer: { kind: number, at: /answer } }
              kinds: { owner: o, strategy: route, answer: { kind: label, labels: [bug, billing] } }
              facts: { owner: o, strategy: route, answer: { kind: json, schema: { type: object, required: [a] } } }
              notes: { owner: o, strategy: route }
            default_task: notes
            """;

    private static TaskProfile task(String name) {
        Catalog catalog = compiled(CatalogCompiler.compile("c", CATALOG));
        CompiledPolicy policy = compiled(PolicyCompiler.compile("p", POLICY, Shelf.of(catalog)));
        return Objects.requireNonNull(policy.task(name));
    }

    private static <T> T compiled(CompileResult<T> result) {
        if (result instanceof CompileResult.Compiled<T> good) {
            return good.value();
        }
        throw new AssertionError(result);
    }

    private static Question question(String task, String reference, String schema, List<String> labels) {
        return new Question("q", task, "", JsonMapper.shared().createArrayNode(), reference, schema, labels);
    }

    private static double score(String oracle, Question question, String answer) {
        Oracle.Local local = (Oracle.Local) Oracle.named(oracle);
        TaskProfile task = task(question.task());
        assertThat(local.obstacle(question, task)).isNull();
        return local.score(question, task, new Answer.Given(answer, "stop", 1, 1, 1, 1, null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "sums | 18 | {\"answer\": \"$18.00\"} | 1",
                "sums | 18 | It is 18 | 1",
                "sums | 18 | {\"answer\": 19} | 0",
                "sums | 18 | I do not know | 0",
                "kinds | bug | **Bug** | 1",
                "kinds | bug | billing | 0",
                "facts | {\"a\": 1, \"b\": [2]} | ```json {\"b\":[2],\"a\":1} ``` | 1",
            })
    void reference_isComparedInTheTasksCanonicalForm(String task, String reference, String answer, double score) {
        assertThat(score("reference", question(task, reference, "", List.of()), answer.replace("``` ", "```\n")))
                .isEqualTo(score);
    }

    @Test
    void schemaAndLabels_areTheTasks_orThePromptsOwn() {
        assertThat(score("schema", question("facts", "", "", List.of()), "{\"a\": 1}"))
                .isEqualTo(1);
        assertThat(score("schema", question("facts", "", "", List.of()), "{\"b\": 1}"))
                .isZero();
        assertThat(score("schema", question("facts", "", "{\"required\": [\"b\"]}", List.of()), "{\"b\": 1}"))
                .isEqualTo(1);
        assertThat(score("labels", question("kinds", "", "", List.of()), "bug")).isEqualTo(1);
        assertThat(score("labels", question("kinds", "", "", List.of()), "praise"))
                .isZero();
        assertThat(score("labels", question("kinds", "", "", List.of("praise", "blame")), "praise"))
                .isEqualTo(1);
    }

    @Test
    void promptThatCannotBeJudged_isSaidBeforehand() {
        Oracle reference = Oracle.named("reference");
        assertThat(reference.obstacle(
                        new Question("q", "sums", "", JsonMapper.shared().createArrayNode(), null, "", List.of()),
                        task("sums")))
                .contains("has no `reference`");
        assertThat(reference.obstacle(question("kinds", "praise", "", List.of()), task("kinds")))
                .contains("no label can be read");
        assertThat(reference.obstacle(question("notes", "words", "", List.of()), task("notes")))
                .contains("free text", "judge:");
        assertThat(task("notes").answer()).isEqualTo(AnswerSpec.TEXT);
        assertThat(Oracle.named("schema").obstacle(question("sums", "1", "", List.of()), task("sums")))
                .contains("has no `schema`");
    }

    @Test
    void oracles_areNamed() {
        assertThat(Oracle.named("judge:p/m")).isEqualTo(new Oracle.Judge("p/m"));
        assertThat(Oracle.named("judge:p/m").name()).isEqualTo("judge:p/m");
        assertThatThrownBy(() -> Oracle.named("judge")).hasMessageContaining("judge:PROVIDER/MODEL");
    }
}
