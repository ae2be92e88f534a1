package io.tiergate.laboratory;

import io.tiergate.laboratory.evaluate.PolicyVariants;
import io.tiergate.laboratory.evaluate.Study;
import io.tiergate.laboratory.recorded.Case;
import io.tiergate.laboratory.recorded.Cases;
import io.tiergate.laboratory.recorded.RecordedAnswer;
import io.tiergate.laboratory.recorded.RecordedPrompt;
import io.tiergate.laboratory.recorded.RecordedSet;
import io.tiergate.laboratory.recorded.TokenCount;
import io.tiergate.laboratory.train.EstimatesTrainer;
import io.tiergate.policy.catalog.Catalog;
import io.tiergate.policy.catalog.CatalogCompiler;
import io.tiergate.policy.catalog.Model;
import io.tiergate.policy.document.CompileResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/**
 * A world in which two cheap models are right when they agree and guess when they do not, and a dear one is nearly always right: a router
 * that has understood this is as good as the dear one at a fraction of its cost.
 */
public final class World {
    public static final String CHEAP = "lab/cheap";
    public static final String OTHER = "lab/other";
    public static final String DEAR = "lab/dear";

    public static final String CATALOG = """
            catalog: world
            providers:
              lab: { api: openai, base_url: "http://127.0.0.1:1/v1" }
            models:
              lab/cheap: { context_window: 100000, max_output: 8000, prices: { input: 0.1, output: 0.4 } }
              lab/other: { context_window: 100000, max_output: 8000, prices: { input: 0.1, output: 0.4 } }
              lab/dear: { context_window: 100000, max_output: 8000, prices: { input: 5, output: 20 } }
            """;

    public static final String POLICY = """
            policy: world
            reference: frontier
            quality_bar: { of_reference: 0.98 }
            tiers:
              - { name: small, targets: [ { model: lab/cheap }, { model: lab/other } ] }
              - { name: frontier, targets: [ { model: lab/dear } ] }
            tasks:
              sums: { owner: t, strategy: hybrid, answer: { kind: number } }
              counts: { owner: t, strategy: hybrid, answer: { kind: number } }
            default_task: sums
            """;

    public static final EstimatesTrainer.Settings SETTINGS = EstimatesTrainer.Settings.of("world", DEAR);

    private World() {}

    public static Catalog catalog() {
        if (CatalogCompiler.compile("catalog", CATALOG) instanceof CompileResult.Compiled<Catalog> compiled) {
            return compiled.value();
        }
        throw new AssertionError("the catalog compiles");
    }

    public static PolicyVariants variants() {
        return variants(POLICY);
    }

    /** Of another policy than the world's. */
    public static PolicyVariants variants(String policy) {
        try {
            return PolicyVariants.of("policy", policy, catalog());
        } catch (PolicyVariants.InvalidPolicyException e) {
            throw new AssertionError(e);
        }
    }

    public static List<Model> models() {
        return List.copyOf(catalog().models().values());
    }

    /** That many prompts, the same for the same seed. */
    public static List<RecordedPrompt> prompts(int count, long seed) {
        Random random = new Random(seed);
        List<RecordedPrompt> prompts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int right = random.nextInt(1_000);
            boolean easy = random.nextDouble() < 0.7;
            int cheap = easy ? right : right + 1 + random.nextInt(50);
            int other = easy ? right : right + 51 + random.nextInt(50);
            int dear = random.nextDouble() < 0.97 ? right : right + 500;
            prompts.add(new RecordedPrompt(
                    "p" + i,
                    i % 2 == 0 ? "sums" : "counts",
                    null,
                    question("How much is it, number " + i + "?".repeat(1 + random.nextInt(80))),
                    Map.of(
                            CHEAP, answer(cheap, right, random),
                            OTHER, answer(other, right, random),
                            DEAR, answer(dear, right, random))));
        }
        return prompts;
    }

    /** The messages of a prompt of one turn. */
    public static JsonNode question(String text) {
        ArrayNode messages = JsonMapper.shared().createArrayNode();
        messages.addObject().put("role", "user").put("content", text);
        return messages;
    }

    /** The same prompts with the time of each answer: the dear model takes so many times as long as the cheap ones. */
    public static List<RecordedPrompt> timed(List<RecordedPrompt> prompts, long dearTimes) {
        List<RecordedPrompt> timed = new ArrayList<>();
        for (int i = 0; i < prompts.size(); i++) {
            RecordedPrompt prompt = prompts.get(i);
            long millis = 100L + i % 100;
            Map<String, RecordedAnswer> answers = new HashMap<>();
            prompt.answers()
                    .forEach((model, answer) -> answers.put(
                            model,
                            new RecordedAnswer(
                                    answer.text(),
                                    answer.score(),
                                    null,
                                    null,
                                    null,
                                    model.equals(DEAR) ? millis * dearTimes : millis)));
            timed.add(new RecordedPrompt(prompt.id(), prompt.task(), null, prompt.messages(), answers));
        }
        return timed;
    }

    private static RecordedAnswer answer(int given, int right, Random random) {
        return new RecordedAnswer("It is ".repeat(1 + random.nextInt(5)) + given, given == right ? 1 : 0, null, null);
    }

    public static List<Case> cases(List<RecordedPrompt> prompts) {
        return cases(prompts, variants());
    }

    /** The same by another policy over the same models. */
    public static List<Case> cases(List<RecordedPrompt> prompts, PolicyVariants variants) {
        RecordedSet set = new RecordedSet(Path.of("world.jsonl"), prompts, List.of());
        return switch (Cases.of(set, variants.untrained(), models(), TokenCount.QUARTER)) {
            case Cases.Outcome.Ready(var cases, var unpriced) -> cases;
            case Cases.Outcome.Unusable unusable -> throw new AssertionError(unusable.problem());
        };
    }

    /** Of these prompts, in four folds. */
    public static Study study(List<RecordedPrompt> prompts) {
        return study(prompts, POLICY);
    }

    /** The same by another policy over the same models. */
    public static Study study(List<RecordedPrompt> prompts, String policy) {
        PolicyVariants variants = variants(policy);
        return new Study(cases(prompts, variants), models(), variants, SETTINGS, 4, progress -> {});
    }
}
