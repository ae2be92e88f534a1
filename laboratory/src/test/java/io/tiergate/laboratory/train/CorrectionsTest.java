package io.tiergate.laboratory.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tiergate.laboratory.World;
import io.tiergate.laboratory.recorded.Case;
import io.tiergate.laboratory.traffic.Agent;
import io.tiergate.laboratory.traffic.Labels;
import io.tiergate.laboratory.traffic.Lessons;
import io.tiergate.laboratory.traffic.Observed;
import io.tiergate.laboratory.traffic.Teaching;
import io.tiergate.laboratory.traffic.TrafficLog;
import io.tiergate.policy.answer.AnswerTraits;
import io.tiergate.policy.compile.CompiledPolicy;
import io.tiergate.policy.document.CompileResult;
import io.tiergate.policy.estimate.Confidence;
import io.tiergate.policy.estimate.Estimates;
import io.tiergate.policy.estimate.EstimatesCompiler;
import io.tiergate.policy.estimate.Evidence;
import io.tiergate.policy.estimate.Posterior;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Labels behind gates: in a world where it is known how likely each answer is right, labels move what is said of answers where nothing else chose
 * them, and leave it alone where a judge or another check did.
 */
class CorrectionsTest {
    private static final List<Case> SET = Sure.cases(400, (task, sure) -> sure);
    private static final Estimates BEFORE = trained(Lessons.NONE);
    private static final Set<String> MODELS = Set.of(World.CHEAP, World.OTHER, World.DEAR);

    @TempDir
    Path folder;

    private final Agent agent = new Agent();

    private static Estimates trained(Lessons lessons) {
        byte[] document = EstimatesTrainer.train(SET, World.models(), World.SETTINGS, lessons, Map.of());
        if (EstimatesCompiler.compile("estimates", document) instanceof CompileResult.Compiled<Estimates> compiled) {
            return compiled.value();
        }
        throw new AssertionError("what is trained compiles");
    }

    /** A cascade from the cheap model to the dear one, by what was learned of the set. */
    private static CompiledPolicy gated(String gate, double bound, String between) {
        return Agent.policy(
                """
                policy: world
                reference: frontier
                judge: lab/other
                tiers:
                  - { name: small, targets: [ { model: lab/cheap } ] }
                  - { name: frontier, targets: [ { model: lab/dear } ] }
                default_task: sums
                pins: { estimates: "%s" }
                confidence: { escalate_below: %s, trust_from: %s, between: %s }
                tasks: { sums: { owner: t, strategy: cascade, gate: [%s], answer: { kind: number } } }
                """.formatted(BEFORE.digest(), bound, between.equals("judge") ? 0.9 : bound, between, gate), BEFORE);
    }

    /**
     * Serves a world, and labels what was served.
     *
     * @param tells whether the cheap model gives log-probabilities
     * @param truth how likely it is right, by how sure it is
     * @return the share of its served answers that are right
     */
    private double serve(CompiledPolicy policy, boolean tells, DoubleUnaryOperator truth) {
        Random random = new Random(5);
        int served = 0;
        int rightOnes = 0;
        for (int i = 0; i < 800; i++) {
            double sure = 0.2 + 0.79 * random.nextDouble();
            boolean right = random.nextDouble() < truth.applyAsDouble(sure);
            int grade = random.nextDouble() < (right ? 0.9 : 0.2) ? 95 : 5;
            Agent.Says number = Agent.Says.number("5").grading((int) Math.round(100 * sure));
            Set<String> asked = new HashSet<>();
            String id = agent.serve(policy, "sums", model -> {
                asked.add(model);
                return switch (model) {
                    case World.CHEAP -> tells ? number.sure(Sure.logprob(sure)) : number;
                    case World.OTHER -> Agent.Says.number("5").grading(grade);
                    default -> Agent.Says.number("7");
                };
            });
            boolean cheap = !asked.contains(World.DEAR);
            agent.feedback(id, !cheap || right);
            served += cheap ? 1 : 0;
            rightOnes += cheap && right ? 1 : 0;
        }
        assertThat(served).isBetween(200, 800);
        return (double) rightOnes / served;
    }

    private Lessons lessons(CompiledPolicy policy) throws IOException {
        TrafficLog log = agent.log(folder);
        return Teaching.of(log, Labels.of(log, Set.of()), policy, MODELS, (task, domain) -> task);
    }

    private static Evidence answers(String... models) {
        AnswerTraits traits = new AnswerTraits(7, new AnswerTraits.Form(1, 1, false, false, false));
        return new Evidence(
                100,
                List.of(models).stream()
                        .map(model -> new Evidence.Seen(model, BEFORE.digest(), traits))
                        .toList());
    }

    /** What an answer, as it stands in the records, says of itself. */
    private static double ofItself(Estimates estimates, String model) {
        return Objects.requireNonNull(estimates.alone(model))
                .at("sums", answers(model))
                .right(model)
                .orElseThrow();
    }

    /** What two equal answers say of the second. */
    private static double together(Estimates estimates) {
        Posterior posterior = Objects.requireNonNull(estimates.posterior(Set.of(World.CHEAP, World.OTHER)));
        return posterior
                .at("sums", answers(World.CHEAP, World.OTHER))
                .right(World.OTHER)
                .orElseThrow();
    }

    private static double said(Map<String, Confidence> learned, String task, double sure) {
        return Objects.requireNonNull(learned.get(World.CHEAP)).right(task, Sure.logprob(sure));
    }

    @ParameterizedTest
    @CsvSource({
        "learned, 0.01, judge, true",
        "'learned, judge', 0.4, accept, true",
        "'learned, confidence', 0.5, escalate, true",
        "confidence, 0.6, escalate, false",
        "'confidence, judge', 0.1, escalate, true",
    })
    void labelsOfAnswersThatAJudgeOrAnotherCheckLetThrough_moveNothing(
            String gate, double bound, String between, boolean tells) throws IOException {
        CompiledPolicy policy = gated(gate, bound, between);
        boolean judged = gate.contains("judge") || between.equals("judge");
        double all = ofItself(BEFORE, World.CHEAP);
        double served = serve(policy, tells, sure -> judged ? all : sure);
        assertThat(served).isGreaterThan(all + 0.1);

        Lessons lessons = lessons(policy);

        assertThat(lessons.leftOut())
                .filteredOn(left -> left.model().equals(World.CHEAP))
                .anySatisfy(left -> {
                    assertThat(left.why()).startsWith("a judge or another check chose, too");
                    assertThat(left.labels()).isGreaterThan(200);
                });
        assertThat(lessons.observed())
                .isNotEmpty()
                .allSatisfy(one -> assertThat(one.model()).isEqualTo(World.DEAR));
        Estimates after = trained(lessons);
        assertThat(ofItself(after, World.CHEAP)).isEqualTo(all);
        for (double sure : new double[] {0.3, 0.9}) {
            assertThat(said(after.confidence(), "sums", sure)).isEqualTo(said(BEFORE.confidence(), "sums", sure));
            assertThat(said(after.selfReports(), "sums", sure)).isEqualTo(said(BEFORE.selfReports(), "sums", sure));
        }
    }

    @Test
    void labelsThatAJudgeHadNoPartIn_moveThePosterior_besideThoseThatItHad() throws IOException {
        CompiledPolicy judged = gated("learned", 0.01, "judge");
        CompiledPolicy trusting = gated("learned", 0.01, "accept");
        CompiledPolicy rejecting = gated("learned", 0.99, "accept");
        serve(judged, true, sure -> 0.6);
        for (int i = 0; i < 100; i++) {
            agent.feedback(agent.serve(trusting, "sums", model -> Agent.Says.number("5")), i < 20);
        }
        agent.serve(rejecting, "sums", model -> Agent.Says.number("5"));

        Estimates after = trained(lessons(judged));

        double before = ofItself(BEFORE, World.CHEAP);
        assertThat(ofItself(after, World.CHEAP)).isCloseTo((40 * before + 20) / 140, within(1e-3));
    }

    @Test
    void lineThatIsOff_comesBack_whereConfidenceAloneChose() throws IOException {
        // In traffic the model is surer of itself than in the set, by one number of log-odds.
        DoubleUnaryOperator truth = sure -> Platt.probability(Platt.logOdds(sure) - 1.2);
        CompiledPolicy policy = gated("confidence", 0.6, "escalate");
        serve(policy, true, truth);

        Lessons lessons = lessons(policy);
        Estimates after = trained(lessons);

        assertThat(lessons.observed())
                .filteredOn(one -> one.model().equals(World.CHEAP))
                .isNotEmpty()
                .allSatisfy(one -> assertThat(one.by()).isEqualTo(Observed.Selection.CONFIDENCE));
        for (double sure : new double[] {0.6, 0.8, 0.95}) {
            assertThat(said(BEFORE.confidence(), "sums", sure)).isGreaterThan(truth.applyAsDouble(sure) + 0.08);
            assertThat(said(after.confidence(), "sums", sure)).isCloseTo(truth.applyAsDouble(sure), within(0.05));
            assertThat(said(after.confidence(), "counts", sure)).isEqualTo(said(BEFORE.confidence(), "counts", sure));
        }
        assertThat(moved(after, 0.3)).isCloseTo(moved(after, 0.95), within(1e-3));
        assertThat(said(after.selfReports(), "sums", 0.8)).isEqualTo(said(BEFORE.selfReports(), "sums", 0.8));
        assertThat(ofItself(after, World.CHEAP)).isEqualTo(ofItself(BEFORE, World.CHEAP));
    }

    private static double moved(Estimates after, double sure) {
        return Platt.logOdds(said(after.confidence(), "sums", sure))
                - Platt.logOdds(said(BEFORE.confidence(), "sums", sure));
    }

    @Test
    void whatMovedALine_standsOnTheCard() throws IOException {
        CompiledPolicy policy = gated("confidence", 0.6, "escalate");
        serve(policy, true, sure -> sure / 2);
        Lessons lessons = lessons(policy);

        byte[] document = EstimatesTrainer.train(SET, World.models(), World.SETTINGS, lessons, Map.of());

        JsonNode card = JsonMapper.shared().readTree(document).path("card");
        assertThat(card.path("confidence_in_traffic")).singleElement().satisfies(row -> {
            assertThat(row.path("model").asString("")).isEqualTo(World.CHEAP);
            assertThat(row.path("task").asString("")).isEqualTo("sums");
            assertThat(row.path("labels").asInt()).isGreaterThan(200);
            assertThat(row.path("mean_observed").asDouble())
                    .isCloseTo(row.path("mean_predicted").asDouble() / 2, within(0.07));
            assertThat(row.path("log_odds_moved_by").asDouble()).isNegative();
        });
        assertThat(card.path("posteriors_in_traffic"))
                .allSatisfy(row -> assertThat(row.path("model").asString("")).isEqualTo(World.DEAR));
        assertThat(card.path("labels_that_move_nothing").asInt()).isZero();
    }

    @Test
    void modelWithoutALine_isLeftAsItIs() {
        AnswerTraits traits = new AnswerTraits(7, AnswerTraits.Form.NONE, -100_000);
        Observed label = new Observed(
                "sums",
                new Evidence(100, List.of(new Evidence.Seen(World.OTHER, null, traits))),
                World.OTHER,
                true,
                Observed.Selection.CONFIDENCE);

        Corrections corrections = new Corrections(List.of(), Map.of(), List.of(label));

        assertThat(corrections.ofConfidence()).isEmpty();
        assertThat(corrections.unused()).isEqualTo(1);
    }

    @Test
    void labelsOfAnswersThatNothingKeptBack_movePosteriorAndLine() throws IOException {
        CompiledPolicy policy = gated("learned, confidence", 0.01, "accept");
        serve(policy, true, sure -> 0.2);

        Estimates after = trained(lessons(policy));

        assertThat(ofItself(after, World.CHEAP)).isLessThan(ofItself(BEFORE, World.CHEAP) - 0.2);
        assertThat(said(after.confidence(), "sums", 0.8)).isLessThan(said(BEFORE.confidence(), "sums", 0.8) - 0.2);
    }

    @Test
    void labelsOfAnswersThatOthersSpokeFor_moveWhatAllSayTogether_notWhatOneSaysAlone() throws IOException {
        CompiledPolicy policy = Agent.policy("""
                policy: world
                reference: frontier
                tiers:
                  - { name: small, targets: [ { model: lab/cheap } ] }
                  - { name: mid, targets: [ { model: lab/other } ] }
                  - { name: frontier, targets: [ { model: lab/dear } ] }
                default_task: sums
                pins: { estimates: "%s" }
                confidence: { escalate_below: 0.8, trust_from: 0.8 }
                tasks: { sums: { owner: t, strategy: cascade, gate: [learned, agreement], answer: { kind: number } } }
                """.formatted(BEFORE.digest()), BEFORE);
        for (int i = 0; i < 100; i++) {
            String number = i < 90 ? "5" : "6";
            String id =
                    agent.serve(policy, "sums", model -> Agent.Says.number(model.equals(World.OTHER) ? number : "5"));
            agent.feedback(id, i % 2 == 0);
        }

        Estimates after = trained(lessons(policy));

        assertThat(together(BEFORE)).isGreaterThan(0.8);
        assertThat(together(after)).isCloseTo((40 * together(BEFORE) + 45) / 130, within(1e-3));
        assertThat(ofItself(after, World.OTHER)).isEqualTo(ofItself(BEFORE, World.OTHER));
    }
}
