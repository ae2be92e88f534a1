package io.tiergate.laboratory.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tiergate.laboratory.World;
import io.tiergate.laboratory.traffic.Agent;
import io.tiergate.laboratory.traffic.Labels;
import io.tiergate.laboratory.traffic.LeftOut;
import io.tiergate.laboratory.traffic.Lessons;
import io.tiergate.laboratory.traffic.Observed;
import io.tiergate.laboratory.traffic.Teaching;
import io.tiergate.laboratory.traffic.TrafficCard;
import io.tiergate.laboratory.traffic.TrafficLog;
import io.tiergate.policy.answer.AnswerTraits;
import io.tiergate.policy.arm.Arm;
import io.tiergate.policy.compile.CompiledPolicy;
import io.tiergate.policy.document.CompileResult;
import io.tiergate.policy.estimate.Estimates;
import io.tiergate.policy.estimate.EstimatesCompiler;
import io.tiergate.policy.estimate.Evidence;
import io.tiergate.policy.estimate.Posterior;
import io.tiergate.policy.estimate.TaskEstimates;
import io.tiergate.policy.plan.Decision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From served requests and feedback to estimates: alone, and as a correction of what a set gives. */
class RecordsTrainerTest {
    private static final String TIERS = """
            policy: world
            reference: frontier
            tiers:
              - { name: small, targets: [ { model: lab/cheap } ] }
              - { name: frontier, targets: [ { model: lab/dear } ] }
            default_task: sums
            """;
    private static final CompiledPolicy CHEAP = fixed("small");
    private static final CompiledPolicy DEAR = fixed("frontier");
    private static final Set<String> MODELS = Set.of(World.CHEAP, World.OTHER, World.DEAR);

    @TempDir
    Path folder;

    private final Agent agent = new Agent();

    private static CompiledPolicy fixed(String tier) {
        return Agent.policy(TIERS + """
                tasks:
                  sums: { owner: t, strategy: fixed, tier: TIER, answer: { kind: number } }
                  fresh: { owner: t, strategy: fixed, tier: TIER, answer: { kind: number } }
                """.replace("TIER", tier));
    }

    private static CompiledPolicy hybrid(Estimates estimates, double worthUsd) {
        return Agent.policy(TIERS + """
                quality_bar: { worth_usd: %s }
                pins: { estimates: "%s" }
                tasks:
                  sums: { owner: t, strategy: hybrid, answer: { kind: number } }
                """.formatted(worthUsd, estimates.digest()), estimates);
    }

    private void label(CompiledPolicy policy, String task, int labels, int right) {
        for (int i = 0; i < labels; i++) {
            // An arm of its own for each policy, under one routing: chance chose between them.
            Arm arm = Agent.arm(policy.equals(DEAR) ? "dear" : Arm.BASELINE, policy);
            String id = agent.serve(arm, "routing", Agent.features(task, null, 100), model -> Agent.Says.number("5"));
            agent.feedback(id, i < right);
        }
    }

    private Lessons lessons(CompiledPolicy policy) throws IOException {
        TrafficLog log = agent.log(folder);
        return Teaching.of(log, Labels.of(log, Set.of()), policy, MODELS, (task, domain) -> task);
    }

    private static Estimates compiled(byte[] document) {
        if (EstimatesCompiler.compile("estimates", document) instanceof CompileResult.Compiled<Estimates> compiled) {
            return compiled.value();
        }
        throw new AssertionError("what is trained compiles");
    }

    private static Estimates ofSet(Lessons lessons) {
        return compiled(EstimatesTrainer.train(
                World.cases(World.prompts(400, 1)), World.models(), World.SETTINGS, lessons, Map.of()));
    }

    private static TaskEstimates task(Estimates estimates, String name) {
        return Objects.requireNonNull(estimates.task(name, null), "nothing of " + name);
    }

    private static double prior(Estimates estimates, String task, String model) {
        return Objects.requireNonNull(task(estimates, task).prior(model), "no prior of " + model)
                .right();
    }

    /** The model that a request begins with. */
    private static String first(CompiledPolicy policy) {
        Decision decision = Decision.of(
                Agent.arm(Arm.BASELINE, policy),
                new Decision.Inputs(
                        1, 1, Agent.features("sums", null, 100), new Decision.Asked(null, false, null, null)));
        return decision.plan().rungs().getFirst().targets().getFirst().id();
    }

    @Test
    void recordsAlone_giveEstimatesThatServe() throws IOException {
        label(CHEAP, "sums", 200, 120);
        label(DEAR, "sums", 200, 190);
        Lessons lessons = lessons(CHEAP);
        Estimates estimates = compiled(RecordsTrainer.train(
                World.models(),
                World.SETTINGS,
                lessons,
                Map.of("records", TrafficCard.of(agent.log(folder), Labels.of(agent.log(folder), Set.of()), lessons))));
        assertThat(prior(estimates, "sums", World.CHEAP)).isCloseTo(0.6, within(1e-3));
        assertThat(prior(estimates, "sums", World.DEAR)).isCloseTo(0.95, within(1e-3));
        assertThat(task(estimates, "sums").prior(World.OTHER)).isNull();
        assertThat(task(estimates, "sums").labels()).isEqualTo(400);
        // An answer of the dear model costs 1,300 millionths, one of the other 26: 35 points more are worth that at 0.4
        // cents.
        assertThat(first(hybrid(estimates, 0.001))).isEqualTo(World.CHEAP);
        assertThat(first(hybrid(estimates, 0.01))).isEqualTo(World.DEAR);
        assertThat(task(estimates, "sums").reached().get(0)).isCloseTo(0.6 / 0.95, within(2e-3));
        assertThat(task(estimates, "sums").reached().get(estimates.worths().size() - 1))
                .isEqualTo(1);
    }

    @Test
    void fewLabels_leanOnTheModelsOtherTasks() throws IOException {
        label(CHEAP, "sums", 200, 180);
        label(DEAR, "sums", 100, 100);
        label(CHEAP, "fresh", 10, 2);
        Estimates estimates = compiled(RecordsTrainer.train(World.models(), World.SETTINGS, lessons(CHEAP), Map.of()));
        double mean = 182.0 / 210;
        assertThat(prior(estimates, "fresh", World.CHEAP)).isCloseTo((10 * mean + 2) / 20, within(1e-3));
        assertThat(prior(estimates, "fresh", World.DEAR)).isCloseTo(1, within(1e-3));
    }

    @Test
    void setAndRecords_recordsCorrectWhatTheSetSays() throws IOException {
        Estimates before = ofSet(Lessons.NONE);
        label(CHEAP, "sums", 120, 36);
        Estimates after = ofSet(lessons(CHEAP));
        double prior = prior(before, "sums", World.CHEAP);
        assertThat(prior(after, "sums", World.CHEAP)).isCloseTo((40 * prior + 36) / 160, within(1e-3));
        assertThat(prior(after, "sums", World.DEAR)).isEqualTo(prior(before, "sums", World.DEAR));
        assertThat(prior(after, "counts", World.CHEAP)).isEqualTo(prior(before, "counts", World.CHEAP));
        assertThat(alone(after)).isLessThan(alone(before) - 0.1);
    }

    /** What beginning with the cheap model alone is expected to give at the least worth, where nothing is asked afterwards. */
    private static double alone(Estimates estimates) {
        return task(estimates, "sums").starts().stream()
                .filter(start -> start.ask().equals(List.of(World.CHEAP)))
                .findFirst()
                .orElseThrow()
                .right()
                .get(0);
    }

    @Test
    void newTask_isUsefulFromTenLabels() throws IOException {
        label(CHEAP, "fresh", 10, 1);
        Estimates after = ofSet(lessons(CHEAP));
        assertThat(prior(after, "fresh", World.CHEAP)).isBetween(0.35, 0.45);
        assertThat(prior(after, "fresh", World.DEAR)).isGreaterThan(0.9);
        assertThat(task(after, "fresh").starts())
                .extracting(start -> start.ask().getFirst())
                .containsExactlyInAnyOrder(World.CHEAP, World.OTHER, World.DEAR);
    }

    @Test
    void labelsOfAHybridPlan_correctThePosteriorItServedBy() throws IOException {
        Estimates before = ofSet(Lessons.NONE);
        CompiledPolicy served = Agent.policy("""
                policy: world
                reference: frontier
                quality_bar: { worth_usd: 0.01 }
                tiers:
                  - { name: small, targets: [ { model: lab/cheap }, { model: lab/other } ] }
                  - { name: frontier, targets: [ { model: lab/dear } ] }
                default_task: sums
                pins: { estimates: "%s" }
                tasks: { sums: { owner: t, strategy: hybrid, answer: { kind: number } } }
                """.formatted(before.digest()), before);
        label(served, "sums", 80, 40);
        Lessons lessons = lessons(served);
        assertThat(lessons.shares()).isEmpty();
        assertThat(lessons.leftOut())
                .allSatisfy(left -> assertThat(left.why()).isEqualTo("served for what answers said of each other"));
        assertThat(lessons.observed()).hasSize(80);
        assertThat(lessons.observed())
                .allSatisfy(one -> assertThat(one.evidence().seen()).hasSize(2));
        Estimates after = ofSet(lessons);
        String model = lessons.observed().getFirst().model();
        double was = agreeing(before, model);
        assertThat(was).isGreaterThan(0.9);
        assertThat(agreeing(after, model)).isCloseTo((40 * was + 40) / 120, within(1e-3));
        assertThat(prior(after, "sums", model)).isEqualTo(prior(before, "sums", model));
    }

    /** How likely a model is right whose answer, as it stands in the records, is the other's, too. */
    private static double agreeing(Estimates estimates, String model) {
        Posterior posterior = Objects.requireNonNull(estimates.posterior(Set.of(World.CHEAP, World.OTHER)));
        AnswerTraits traits = new AnswerTraits(7, new AnswerTraits.Form(1, 1, false, false, false));
        Evidence evidence = new Evidence(
                100,
                List.of(
                        new Evidence.Seen(World.CHEAP, estimates.digest(), traits),
                        new Evidence.Seen(World.OTHER, estimates.digest(), traits)));
        return posterior.at("sums", evidence).right(model).orElseThrow();
    }

    @Test
    void labelsBehindASoftCheck_teachNoPrior_butWhatTheCheckPasses() throws IOException {
        Estimates before = ofSet(Lessons.NONE);
        CompiledPolicy passing = gated(before, 0.01);
        CompiledPolicy rejecting = gated(before, 0.99);
        for (int i = 0; i < 100; i++) {
            label(i % 4 == 0 ? rejecting : passing, "sums", 1, i % 4 == 1 ? 1 : 0);
        }
        Lessons lessons = lessons(passing);
        assertThat(lessons.shares()).isEmpty();
        assertThat(lessons.leftOut())
                .containsExactly(
                        new LeftOut("sums", World.CHEAP, "soft checks kept other answers of it from being served", 75),
                        new LeftOut("sums", World.DEAR, "asked because an answer before it was not served", 25));
        assertThat(lessons.observed()).hasSize(100).noneMatch(Observed::unselected);
        Estimates after = ofSet(lessons);
        assertThat(ofItself(before)).isGreaterThan(0.6);
        assertThat(ofItself(after)).isLessThan(ofItself(before) - 0.05);
    }

    private static CompiledPolicy gated(Estimates estimates, double bound) {
        return Agent.policy(TIERS + """
                pins: { estimates: "%s" }
                confidence: { escalate_below: %s, trust_from: %s }
                tasks: { sums: { owner: t, strategy: cascade, gate: [learned], answer: { kind: number } } }
                """.formatted(estimates.digest(), bound, bound), estimates);
    }

    /** What an answer of the cheap model, as it stands in the records, says of itself. */
    private static double ofItself(Estimates estimates) {
        AnswerTraits traits = new AnswerTraits(7, new AnswerTraits.Form(1, 1, false, false, false));
        Evidence evidence = new Evidence(100, List.of(new Evidence.Seen(World.CHEAP, estimates.digest(), traits)));
        return Objects.requireNonNull(estimates.alone(World.CHEAP))
                .at("sums", evidence)
                .right(World.CHEAP)
                .orElseThrow();
    }

    @Test
    void manyLabelsOfAnswersThatNothingSelected_teachWhatTheySayOfThemselves() throws IOException {
        for (int i = 0; i < 200; i++) {
            boolean fraction = i % 2 == 0;
            String id = agent.serve(CHEAP, "sums", model -> Agent.Says.number(fraction ? "7/2" : "7"));
            agent.feedback(id, fraction ? i % 10 == 0 : i % 10 != 1);
        }
        label(DEAR, "sums", 50, 50);
        Estimates estimates = compiled(RecordsTrainer.train(World.models(), World.SETTINGS, lessons(CHEAP), Map.of()));
        assertThat(estimates.alone(World.DEAR)).isNull();
        assertThat(ofItself(estimates)).isGreaterThan(0.6);
        AnswerTraits fraction = new AnswerTraits(9, new AnswerTraits.Form(3, 2, true, false, false));
        assertThat(Objects.requireNonNull(estimates.alone(World.CHEAP))
                        .at(
                                "sums",
                                new Evidence(
                                        100, List.of(new Evidence.Seen(World.CHEAP, estimates.digest(), fraction))))
                        .right(World.CHEAP)
                        .orElseThrow())
                .isLessThan(0.4);
    }
}
