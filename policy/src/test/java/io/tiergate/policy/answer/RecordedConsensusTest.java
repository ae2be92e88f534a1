package io.tiergate.policy.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What canonical forms are worth: two cheap models asked at once over real recorded answers, a dear one where they differ,
 * against always the dearest. Equality is decided from the answers alone; scores only judge it afterwards.
 */
class RecordedConsensusTest {
    private static final String MINI = "openai/gpt-4o-mini-2024-07-18";
    private static final String DEEPSEEK = "deepseek/deepseek-v2.5-0908";
    private static final String GPT_4O = "openai/gpt-4o-2024-08-06";
    private static final String SONNET = "anthropic/claude-3-5-sonnet-20241022";

    /** Dollars per million input and output tokens. */
    private static final Map<String, double[]> PRICES = Map.of(
            MINI, new double[] {0.15, 0.60},
            DEEPSEEK, new double[] {0.14, 0.28},
            GPT_4O, new double[] {2.50, 10},
            SONNET, new double[] {3, 15});

    private static final double CHARS_PER_TOKEN = 4;
    private static final JsonMapper MAPPER = new JsonMapper();

    @Test
    void consensusByKind_keepsQualityAtHalfTheCost(TestReporter reporter) throws IOException {
        Path set = data().resolve("recorded/zeroeval.jsonl.gz");
        assumeTrue(Files.exists(set), "skipped: no recorded set at " + set + "; set TIERGATE_DATA to the data folder");

        Tally byKind = new Tally();
        Tally byText = new Tally();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(set)), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode prompt = MAPPER.readTree(line);
                String task = prompt.get("task").asString();
                AnswerKind kind = task.equals("code_reasoning") ? AnswerKind.CODE : AnswerKind.NUMBER;
                byKind.add(prompt, new AnswerSpec(kind, "/answer", List.of(), ""));
                byText.add(prompt, new AnswerSpec(AnswerKind.TEXT, "/answer", List.of(), ""));
            }
        }

        reporter.publishEntry("by kind", byKind.toString());
        reporter.publishEntry("by text", byText.toString());
        assertThat(byKind.prompts).isEqualTo(2286);
        assertThat(byKind.qualityShare()).isGreaterThanOrEqualTo(0.995);
        assertThat(byKind.costShare()).isLessThanOrEqualTo(0.48);
        assertThat(byKind.costShare()).isLessThan(byText.costShare() - 0.03);
        assertThat(byKind.agreedButScoredApart).isLessThanOrEqualTo(2);
        assertThat(byKind.unreadable).isLessThanOrEqualTo(25);
    }

    private static Path data() {
        String configured = System.getenv("TIERGATE_DATA");
        Path root = Path.of("").toAbsolutePath();
        Path project = Files.exists(root.resolve("policy/pom.xml"))
                ? root
                : Optional.ofNullable(root.getParent()).orElse(root);
        return configured == null ? project.resolve("../shared/data").normalize() : Path.of(configured);
    }

    private static final class Tally {
        private int prompts;
        private int agreed;
        private int agreedButScoredApart;
        private int unreadable;
        private double cost;
        private double costOfSonnet;
        private double quality;
        private double qualityOfSonnet;
        private final Map<String, Integer> agreedByTask = new HashMap<>();

        void add(JsonNode prompt, AnswerSpec spec) {
            String task = prompt.get("task").asString();
            Optional<CanonicalAnswer> mini = Answers.canonical(spec, text(prompt, MINI));
            Optional<CanonicalAnswer> deepseek = Answers.canonical(spec, text(prompt, DEEPSEEK));
            prompts++;
            unreadable += (mini.isEmpty() ? 1 : 0) + (deepseek.isEmpty() ? 1 : 0);
            cost += cost(prompt, MINI) + cost(prompt, DEEPSEEK);
            costOfSonnet += cost(prompt, SONNET);
            qualityOfSonnet += score(prompt, SONNET);
            switch (Agreement.of(List.of(mini, deepseek), 2)) {
                case Agreement.Agreed _ -> {
                    agreed++;
                    agreedByTask.merge(task, 1, Integer::sum);
                    agreedButScoredApart += score(prompt, MINI) == score(prompt, DEEPSEEK) ? 0 : 1;
                    quality += score(prompt, MINI);
                }
                case Agreement.Disagreed _ -> {
                    String strong = task.equals("code_reasoning") ? GPT_4O : SONNET;
                    cost += cost(prompt, strong);
                    quality += score(prompt, strong);
                }
            }
        }

        double qualityShare() {
            return quality / qualityOfSonnet;
        }

        double costShare() {
            return cost / costOfSonnet;
        }

        private static String text(JsonNode prompt, String model) {
            return prompt.get("answers").get(model).get("text").asString();
        }

        private static double score(JsonNode prompt, String model) {
            return prompt.get("answers").get(model).get("score").asDouble();
        }

        private static double cost(JsonNode prompt, String model) {
            double[] price = Objects.requireNonNull(PRICES.get(model));
            int input = 0;
            for (JsonNode message : prompt.get("messages")) {
                input += message.get("content").asString().length();
            }
            return (input * price[0] + text(prompt, model).length() * price[1]) / CHARS_PER_TOKEN / 1e6;
        }

        @Override
        public String toString() {
            return "prompts " + prompts + ", agreed " + agreed + " " + agreedByTask + ", agreed but scored apart "
                    + agreedButScoredApart + ", unreadable " + unreadable + ", quality share " + qualityShare()
                    + ", cost share " + costShare();
        }
    }
}
