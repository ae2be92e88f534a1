package io.tiergate.laboratory.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tiergate.laboratory.World;
import io.tiergate.laboratory.recorded.Case;
import io.tiergate.laboratory.recorded.RecordedAnswer;
import io.tiergate.laboratory.recorded.RecordedPrompt;
import io.tiergate.policy.document.CompileResult;
import io.tiergate.policy.estimate.Estimates;
import io.tiergate.policy.estimate.EstimatesCompiler;
import io.tiergate.policy.estimate.TaskEstimates;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

final class EstimatesTrainerTest {
    private static byte[] train(List<RecordedPrompt> prompts) {
        List<Case> cases = World.cases(prompts);
        return EstimatesTrainer.train(
                cases, World.models(), EstimatesTrainer.Settings.of("world", World.DEAR), Map.of("set", "made up"));
    }

    private static Estimates compiled(byte[] document) {
        if (EstimatesCompiler.compile("estimates", document) instanceof CompileResult.Compiled<Estimates> compiled) {
            return compiled.value();
        }
        throw new AssertionError("what is trained compiles");
    }

    private static TaskEstimates task(Estimates estimates, String name) {
        TaskEstimates task = estimates.task(name, null);
        if (task == null) {
            throw new AssertionError("no task " + name);
        }
        return task;
    }

    private static List<RecordedPrompt> graded(int count, UnaryOperator<Double> score) {
        return World.prompts(count, 1).stream()
                .map(prompt -> {
                    Map<String, RecordedAnswer> answers = new HashMap<>();
                    prompt.answers()
                            .forEach((model, answer) -> answers.put(
                                    model, new RecordedAnswer(answer.text(), score.apply(answer.score()), null, null)));
                    return new RecordedPrompt(prompt.id(), prompt.task(), null, prompt.messages(), answers);
                })
                .toList();
    }

    @Test
    void priors_areSharesOfRightAnswers() {
        Estimates estimates = compiled(train(World.prompts(600, 1)));
        TaskEstimates.Prior cheap = task(estimates, "sums").prior(World.CHEAP);
        assertThat(cheap).isNotNull();
        assertThat(cheap.right()).isCloseTo(0.7, within(0.06));
    }

    @Test
    void models_areWrittenAsTheyWere() {
        Estimates estimates = compiled(train(World.prompts(100, 1)));
        assertThat(estimates.origins()).hasSize(World.models().size());
        World.models()
                .forEach(model -> assertThat(estimates.origins())
                        .containsEntry(model.id(), new Estimates.Origin(model.upstreamName(), model.price())));
    }

    @Test
    void latency_isLearnedOfEachModel_whereItIsKnown() {
        Estimates estimates = compiled(train(World.timed(World.prompts(200, 1), 10)));
        assertThat(task(estimates, "sums").p95Millis(World.CHEAP)).isEqualTo(194);
        assertThat(task(estimates, "counts").p95Millis(World.DEAR)).isEqualTo(1_950);
        assertThat(task(compiled(train(World.prompts(200, 1))), "sums").p95Millis(World.CHEAP))
                .isNull();
    }

    @Test
    void agreement_isLearned() {
        Estimates estimates = compiled(train(World.prompts(600, 1)));
        assertThat(estimates.posterior(Set.of(World.CHEAP, World.OTHER))).isNotNull();
        assertThat(estimates.posterior(Set.of(World.CHEAP, World.DEAR))).isNull();
        assertThat(task(estimates, "sums").reached().get(estimates.worths().size() - 1))
                .isGreaterThan(0.97);
    }

    @Test
    void sameAnswers_giveTheSameDocument() {
        assertThat(train(World.prompts(200, 1))).isEqualTo(train(World.prompts(200, 1)));
    }

    @Test
    void scoresAllRightOrAllWrong_areLearnedWithoutACurve() {
        assertThat(task(compiled(train(graded(60, score -> 1.0))), "sums")
                        .reached()
                        .get(0))
                .isEqualTo(1);
        assertThat(task(compiled(train(graded(60, score -> 0.0))), "sums")
                        .reached()
                        .get(0))
                .isZero();
    }

    @Test
    void taskWithOneExample_leansOnTheOthers() {
        List<RecordedPrompt> prompts = new java.util.ArrayList<>(World.prompts(300, 1).stream()
                .map(prompt -> new RecordedPrompt(prompt.id(), "sums", null, prompt.messages(), prompt.answers()))
                .toList());
        RecordedPrompt last = prompts.removeLast();
        prompts.add(new RecordedPrompt("single", "counts", null, last.messages(), last.answers()));
        Estimates estimates = compiled(train(prompts));
        assertThat(task(estimates, "counts").labels()).isEqualTo(1);
        TaskEstimates.Prior prior = task(estimates, "counts").prior(World.CHEAP);
        assertThat(prior).isNotNull();
        assertThat(prior.right()).isBetween(0.55, 0.85);
    }
}
