package io.tiergate.cli;

import static io.tiergate.cli.LaboratoryFixture.POLICY;
import static io.tiergate.cli.LaboratoryFixture.named;
import static io.tiergate.cli.LaboratoryFixture.prompt;
import static io.tiergate.cli.LaboratoryFixture.prompts;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code eval}: what it reports, and what it decides on. */
class EvalCommandTest {
    @RegisterExtension
    final LaboratoryFixture lab = new LaboratoryFixture();

    /** Names that programs read; others may come, none of these goes. */
    @Test
    void evaluationInJson_isAContract() throws IOException {
        lab.set(prompts(60));
        JsonNode report = lab.json("eval", "--folds", "2", "--at-cost-share", "0.4");
        assertThat(report.path("set").asString("")).isEqualTo("set.jsonl");
        assertThat(report.path("n").asInt()).isEqualTo(60);
        assertThat(report.path("folds").asInt()).isEqualTo(2);
        assertThat(report.path("strategies"))
                .extracting(row -> row.path("name").asString(""))
                .contains(
                        "tiergate",
                        "always:small",
                        "always:second",
                        "always:frontier",
                        "random_mix",
                        "prompt_length",
                        "task_prior",
                        "route_only",
                        "cascade_only",
                        "oracle");
        assertNumbers(
                report.path("strategies"),
                "cost_usd",
                "cost_share",
                "quality",
                "quality_share",
                "quality_low",
                "quality_high",
                "escalation_rate",
                "attempts");
        assertNumbers(List.of(report.path("versus_task_prior")), "difference", "low", "high", "at_cost_share");
        assertThat(report.path("versus_task_prior").path("at_cost_share").asDouble())
                .isEqualTo(0.4);
        assertNumbers(report.path("curve"), "cost_share", "quality_share");
        assertNumbers(report.path("calibration"), "ece", "floor", "n");
        assertThat(report.path("calibration")).allSatisfy(one -> {
            assertThat(one.path("task").isString()).isTrue();
            assertThat(one.path("model").isString()).isTrue();
        });
    }

    private static void assertNumbers(Iterable<JsonNode> objects, String... names) {
        assertThat(objects).isNotEmpty().allSatisfy(one -> {
            for (String name : names) {
                assertThat(one.path(name).isNumber()).as("%s of %s", name, one).isTrue();
            }
        });
    }

    @Test
    void decisionsWithFixedEstimates_neverSeeTheAnswerKey() throws IOException {
        lab.set(prompts(80));
        lab.run("train", "--folds", "2", "--out", "estimates.json").endsWith(0);
        List<ObjectNode> lines = new ArrayList<>();
        for (String line : prompts(80)) {
            ObjectNode one = (ObjectNode) JsonMapper.shared().readTree(line);
            lines.add(one.put("reference", "it is " + lines.size()));
        }
        lab.set(lines.stream().map(JsonNode::toString).toList());
        String[] options = {"--estimates", "estimates.json", "--folds", "2", "--decisions", "decisions.jsonl"};
        double honest = named(lab.json("eval", options).path("strategies"), "name", "tiergate")
                .path("quality")
                .asDouble();
        String decided = lab.read("decisions.jsonl");

        lab.set(withKeyPermuted(lines).stream().map(JsonNode::toString).toList());

        double permuted = named(lab.json("eval", options).path("strategies"), "name", "tiergate")
                .path("quality")
                .asDouble();
        assertThat(lab.read("decisions.jsonl")).isEqualTo(decided).hasLineCount(80);
        assertThat(permuted).isNotEqualTo(honest);
    }

    /** Each prompt with another one's scores and reference. */
    private static List<ObjectNode> withKeyPermuted(List<ObjectNode> lines) {
        List<ObjectNode> keys = new ArrayList<>(lines);
        Collections.shuffle(keys, new Random(7));
        List<ObjectNode> permuted = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            ObjectNode one = lines.get(i).deepCopy();
            JsonNode key = keys.get(i);
            one.set("reference", key.path("reference"));
            one.path("answers")
                    .properties()
                    .forEach(answer -> ((ObjectNode) answer.getValue())
                            .set(
                                    "score",
                                    key.path("answers").path(answer.getKey()).path("score")));
            permuted.add(one);
        }
        return permuted;
    }

    @Test
    void poolSmallerThanTheTiers_isEvaluated() throws IOException {
        lab.set(prompts(60));
        lab.write(
                "policy.yaml",
                POLICY.replace(
                                "counts: { owner: t, strategy: hybrid,",
                                "counts: { owner: t, strategy: fixed, tier: second,")
                        .replace(
                                "    answer: { kind: number }\n  counts",
                                "    pool: [lab/cheap, lab/dear]\n    answer: { kind: number }\n  counts"));
        JsonNode report = lab.json("eval", "--folds", "2");
        assertThat(named(report.path("strategies"), "name", "always:second")
                        .path("cost_share")
                        .asDouble())
                .isGreaterThan(0);
    }

    @Test
    void pool_namesWhatIsDominatedAndWhatEachModelIsWorth() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String one : prompts(120)) {
            lines.add(one.replace(
                    "\"lab/other\": {\"text\": \"It is ",
                    "\"lab/other\": {\"text\": \"It is perhaps, all told, not 5 but "));
        }
        lines.replaceAll(one -> one.contains("\"p3") || one.contains("\"p4") ? worseOther(one) : one);
        lab.set(lines);
        JsonNode pool = lab.json("eval", "--folds", "2", "--pool").path("pool");
        assertThat(named(pool.path("dominated"), "kind", "model").path("name").asString(""))
                .isEqualTo("lab/other");
        assertThat(named(pool.path("dominated"), "kind", "tier").path("by").asString(""))
                .isEqualTo("small");
        assertThat(pool.path("without").size()).isEqualTo(3);
        Run text = lab.run("eval", "--folds", "2", "--pool").endsWith(0);
        assertThat(text.out()).contains("without lab/dear", "model lab/other is dominated by lab/cheap");
        text.notes("without lab/other");
        lab.run("eval", "--pool", "--estimates", "e.json").endsWith(2).notes("leave out one of the two");
        lab.run("train", "--folds", "2").endsWith(0).notes("model lab/other is dominated by lab/cheap");
        JsonNode card = JsonMapper.shared().readTree(lab.read("estimates.json")).at("/card/pool");
        assertThat(named(card.path("dominated"), "kind", "model").path("by").asString(""))
                .isEqualTo("lab/cheap");
        assertThat(card.has("without")).isFalse();
        lab.run("train", "--folds", "2", "--pool").endsWith(0).notes("without lab/other");
        assertThat(JsonMapper.shared()
                        .readTree(lab.read("estimates.json"))
                        .at("/card/pool/without")
                        .propertyNames())
                .containsExactlyInAnyOrder("lab/cheap", "lab/other", "lab/dear");
    }

    private static String worseOther(String prompt) {
        int at = prompt.indexOf("\"lab/other\"");
        return prompt.substring(0, at) + prompt.substring(at).replaceFirst("\"score\": 1.0", "\"score\": 0.0");
    }
}
