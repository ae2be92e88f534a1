package io.tiergate.laboratory.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tiergate.laboratory.World;
import io.tiergate.laboratory.evaluate.Card;
import io.tiergate.laboratory.recorded.Case;
import io.tiergate.laboratory.train.ConfidenceTrainer.HeldOut;
import io.tiergate.laboratory.train.ConfidenceTrainer.Outcome;
import io.tiergate.laboratory.train.ConfidenceTrainer.Signal;
import io.tiergate.policy.catalog.Model;
import io.tiergate.policy.document.CompileResult;
import io.tiergate.policy.estimate.Confidence;
import io.tiergate.policy.estimate.Estimates;
import io.tiergate.policy.estimate.EstimatesCompiler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class ConfidenceTrainerTest {
    private static final Model CHEAP = World.models().getFirst();
    private static final Model OTHER = World.models().get(1);

    private static ConfidenceTrainer trainer(List<Case> cases) {
        return new ConfidenceTrainer(Signal.LOGPROBS, new Grouping(cases), 4, 1);
    }

    private static Outcome.Learned learned(List<Case> cases) {
        return (Outcome.Learned) trainer(cases).learn(CHEAP, cases);
    }

    @Test
    void modelThatIsAsRightAsItSays_isTakenAtItsWord() {
        List<Case> cases = Sure.cases(2_000, (task, sure) -> sure);

        Confidence confidence = learned(cases).confidence();

        for (double sure : new double[] {0.3, 0.5, 0.7, 0.9, 0.97}) {
            assertThat(confidence.right("sums", Sure.logprob(sure))).isCloseTo(sure, within(0.06));
        }
        assertThat(learned(cases).labels()).isEqualTo(2_000);
        assertThat(learned(cases).few()).isEmpty();
    }

    @Test
    void taskInWhichItIsTooSure_hasALineOfItsOwn() {
        Confidence confidence = learned(Sure.cases(2_000, (task, sure) -> task.equals("sums") ? sure : 0.5 * sure))
                .confidence();

        assertThat(confidence.right("sums", Sure.logprob(0.95))).isCloseTo(0.95, within(0.08));
        assertThat(confidence.right("counts", Sure.logprob(0.95))).isCloseTo(0.48, within(0.08));
    }

    @Test
    void modelWhoseLogprobsSayNothing_isAsRightAsItIsOnTheWhole() {
        Confidence confidence = learned(Sure.cases(2_000, (task, sure) -> 0.6)).confidence();

        assertThat(confidence.right("sums", Sure.logprob(0.3))).isCloseTo(0.6, within(0.06));
        assertThat(confidence.right("sums", Sure.logprob(0.98))).isCloseTo(0.6, within(0.06));
    }

    @Test
    void whatIsHeldOut_isForeseenAsItHappens() {
        List<Case> cases = Sure.cases(1_000, (task, sure) -> sure * sure);

        HeldOut heldOut = trainer(cases).heldOut(CHEAP, cases);

        double predicted = 0;
        double observed = 0;
        for (int i = 0; i < 1_000; i++) {
            predicted += heldOut.right()[i] / 1_000;
            observed += heldOut.cases().get(i).answer(World.CHEAP).score() / 1_000;
        }
        assertThat(predicted).isCloseTo(observed, within(0.02));
    }

    @Test
    void clearSignal_isLearnedFromFewLabels() {
        List<Case> cases = Sure.cases(60, (task, sure) -> sure > 0.6 ? 0.97 : 0.2);

        Confidence confidence = learned(cases).confidence();

        assertThat(confidence.right("sums", Sure.logprob(0.3))).isLessThan(0.5);
        assertThat(confidence.right("sums", Sure.logprob(0.98))).isGreaterThan(0.85);
    }

    @Test
    void tooFewLabels_teachNothing_andSaySo() {
        List<Case> few = Sure.cases(29, (task, sure) -> sure);
        assertThat(trainer(few).learn(CHEAP, few))
                .isEqualTo(new Outcome.Nothing(29, "fewer than 30 graded answers with log-probabilities"));
        assertThat(trainer(few).learn(OTHER, few))
                .isEqualTo(new Outcome.Nothing(0, "by the catalog it gives no log-probabilities"));
    }

    @Test
    void scoresThatAreAllTheSame_teachNothing_andSaySo() {
        List<Case> right = Sure.cases(100, (task, sure) -> 1);
        assertThat(trainer(right).learn(CHEAP, right))
                .isEqualTo(new Outcome.Nothing(100, "all of its answers are right"));
        List<Case> wrong = Sure.cases(100, (task, sure) -> 0);
        assertThat(trainer(wrong).learn(CHEAP, wrong))
                .isEqualTo(new Outcome.Nothing(100, "all of its answers are wrong"));
    }

    @Test
    void taskWithFewLabels_goesByWhatAllShare() {
        List<Case> all = Sure.cases(400, (task, sure) -> task.equals("sums") ? sure : 0.1);
        List<Case> cases = new ArrayList<>(
                all.stream().filter(one -> one.features().task().equals("sums")).toList());
        cases.addAll(all.stream()
                .filter(one -> one.features().task().equals("counts"))
                .limit(9)
                .toList());

        Outcome.Learned learned = learned(cases);

        assertThat(learned.few()).containsExactly("counts");
        assertThat(learned.confidence().line().tasks()).doesNotContainKeys("counts", "");
    }

    @Test
    void selfReports_areLearnedLikewise() {
        List<Case> cases = Sure.cases(2_000, (task, sure) -> sure);
        ConfidenceTrainer reports = new ConfidenceTrainer(Signal.SELF_REPORTS, new Grouping(cases), 4, 1);

        assertThat(((Outcome.Learned) reports.learn(CHEAP, cases)).confidence().right("sums", Confidence.ofGrade(90)))
                .isCloseTo(0.9, within(0.06));
        assertThat(reports.learn(OTHER, cases))
                .isEqualTo(new Outcome.Nothing(0, "fewer than 30 graded answers with self-reports"));
    }

    @Test
    void document_hasWhatWasLearned_andTheCardSaysWhatItIsWorth() {
        List<Case> cases = Sure.cases(300, (task, sure) -> sure);
        Estimates estimates = compiled(cases);

        assertThat(estimates.confidence()).containsOnlyKeys(World.CHEAP);
        assertThat(estimates.selfReports()).containsOnlyKeys(World.CHEAP);
        assertThat(Objects.requireNonNull(estimates.confidence().get(World.CHEAP))
                        .right("sums", Sure.logprob(0.9)))
                .isCloseTo(learned(cases).confidence().right("sums", Sure.logprob(0.9)), within(1e-3));
        List<Map<String, Object>> card = Card.confidence(Signal.LOGPROBS, cases, World.models(), 4, 1);
        assertThat(card.getFirst()).containsEntry("labels", 300).containsKeys("ece", "floor", "mean_observed");
        assertThat(card.get(1)).containsEntry("not_learned", "by the catalog it gives no log-probabilities");
        assertThat(compiled(World.cases(World.prompts(60, 1))).confidence()).isEmpty();
    }

    private static Estimates compiled(List<Case> cases) {
        byte[] document = EstimatesTrainer.train(cases, World.models(), World.SETTINGS, Map.of());
        if (EstimatesCompiler.compile("estimates", document) instanceof CompileResult.Compiled<Estimates> compiled) {
            return compiled.value();
        }
        throw new AssertionError("what is trained compiles");
    }
}
