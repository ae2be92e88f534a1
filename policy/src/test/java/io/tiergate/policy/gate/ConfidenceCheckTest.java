package io.tiergate.policy.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.policy.answer.AnswerTraits;
import io.tiergate.policy.estimate.Confidence;
import io.tiergate.policy.estimate.Estimates;
import io.tiergate.policy.estimate.Evidence;
import io.tiergate.policy.estimate.LinearModel;
import io.tiergate.policy.estimate.LinearModel.Weights;
import io.tiergate.policy.gate.Likelihood.Zone;
import io.tiergate.policy.plan.Samples;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConfidenceCheckTest {
    private static final String MODEL = "alpha/small-1";
    private static final String ASKED = "alpha/mid-1";
    private static final SoftGate GATE = gate(new Weights(0, 1));

    private static SoftGate gate(Weights line) {
        Estimates learned = Samples.estimates();
        return new SoftGate(
                List.of(Checks.confidence(new Estimates(
                        learned.name(),
                        learned.digest(),
                        learned.reference(),
                        learned.worths(),
                        learned.tasks(),
                        learned.overall(),
                        Map.of(),
                        Map.of(),
                        Map.of(MODEL, new Confidence(new LinearModel(line, Map.of()))),
                        Map.of(ASKED, new Confidence(new LinearModel(line, Map.of()))),
                        Map.of()))),
                Zones.DEFAULT);
    }

    private static Evidence.Seen seen(String model, @Nullable Integer logprob) {
        return new Evidence.Seen(model, null, new AnswerTraits(10, AnswerTraits.Form.NONE, logprob));
    }

    private static CheckResult weighed(String task, String model, Evidence.Seen... answers) {
        return GATE.weigh(new Testimony(task, null, model, new Evidence(100, List.of(answers))))
                .getFirst();
    }

    @Test
    void sureAnswer_isTrusted_andUnsureOnesAreNot() {
        CheckResult sure = weighed("work", MODEL, seen(MODEL, -20_000));
        assertThat(sure.outcome()).isEqualTo(CheckResult.Outcome.PASSED);
        assertThat(sure.likelihood()).isEqualTo(new Likelihood(980_199, Zone.TRUSTED));

        CheckResult doubtful = weighed("work", MODEL, seen(MODEL, -250_000));
        assertThat(doubtful.outcome()).isEqualTo(CheckResult.Outcome.FAILED);
        assertThat(doubtful.likelihood()).isEqualTo(new Likelihood(778_801, Zone.BETWEEN));

        CheckResult unsure = weighed("work", MODEL, seen(MODEL, -900_000));
        assertThat(unsure.outcome()).isEqualTo(CheckResult.Outcome.FAILED);
        assertThat(unsure.detail()).isEqualTo("right 40.7 %, below 70.0 %");
    }

    @Test
    void answerWithoutLogprobs_isNotWeighed() {
        assertThat(weighed("work", MODEL, seen(MODEL, null)))
                .isEqualTo(CheckResult.skipped("confidence", "alpha/small-1 gave no log-probabilities"));
    }

    @Test
    void modelOrTaskOfWhichNothingWasLearned_isNotWeighed() {
        assertThat(weighed("work", "beta/small-2", seen("beta/small-2", -1)).detail())
                .isEqualTo("nothing was learned of the log-probabilities of beta/small-2 in this task");
        assertThat(weighed("talk", MODEL, seen(MODEL, -1)).outcome()).isEqualTo(CheckResult.Outcome.SKIPPED);
    }

    @Test
    void modelOfWhichSelfReportsWereLearned_isAsked_andItsGradeIsWeighed() {
        CheckResult open = weighed("work", ASKED, seen(ASKED, null));
        assertThat(open.outcome()).isEqualTo(CheckResult.Outcome.ASKED_ITSELF);
        assertThat(open.outcome().label()).isEqualTo("open");

        Testimony testimony = new Testimony("work", null, ASKED, new Evidence(100, List.of(seen(ASKED, null))));
        assertThat(GATE.reported(testimony, 95).likelihood()).isEqualTo(new Likelihood(950_000, Zone.TRUSTED));
        assertThat(GATE.reported(testimony, 0).outcome()).isEqualTo(CheckResult.Outcome.FAILED);
        assertThat(GATE.reported(testimony, 100).outcome()).isEqualTo(CheckResult.Outcome.PASSED);
        assertThat(GATE.reported(testimony, null))
                .isEqualTo(CheckResult.skipped("confidence", "alpha/mid-1 did not say how sure it is"));
        assertThat(GATE.mayAskItself(ASKED)).isTrue();
        assertThat(GATE.mayAskItself(MODEL)).isFalse();
    }

    @Test
    void latestAnswerOfTheModel_isTheOneThatIsWeighed() {
        CheckResult latest =
                weighed("work", MODEL, seen(MODEL, -900_000), seen("beta/small-2", -5_000_000), seen(MODEL, -20_000));
        assertThat(latest.outcome()).isEqualTo(CheckResult.Outcome.PASSED);
    }

    @Test
    void onlyAGateWithTheCheck_wantsLogprobs_ofModelsThatSomethingWasLearnedOf() {
        assertThat(GATE.wantsLogprobs(MODEL)).isTrue();
        assertThat(GATE.wantsLogprobs("beta/small-2")).isFalse();
        assertThat(Samples.learned(0.9, 0.9, Zones.DEFAULT).wantsLogprobs(MODEL))
                .isFalse();
        assertThat(SoftGate.NONE.wantsLogprobs(MODEL)).isFalse();
    }
}
