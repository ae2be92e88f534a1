package io.tiergate.laboratory.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tiergate.laboratory.World;
import io.tiergate.laboratory.recorded.Case;
import io.tiergate.laboratory.recorded.RecordedAnswer;
import io.tiergate.laboratory.recorded.RecordedPrompt;
import io.tiergate.policy.catalog.Model;
import io.tiergate.policy.estimate.Posterior;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CrossFitTest {
    private static final List<String> BOTH = List.of(World.CHEAP, World.OTHER);

    private static PosteriorTrainer trainer(List<Case> cases, double penalty) {
        return new PosteriorTrainer(World.models().stream().map(Model::id).toList(), new Grouping(cases), penalty);
    }

    private static CrossFit best(List<String> seen, List<Case> cases, PosteriorTrainer... trainers) {
        return CrossFit.best(List.of(trainers), seen, cases, World.models(), Folds.split(cases.size(), 4, 1));
    }

    /** The cheap model's wrong answers are long. */
    private static RecordedPrompt wordyWhereWrong(RecordedPrompt prompt) {
        Map<String, RecordedAnswer> answers = new HashMap<>(prompt.answers());
        answers.computeIfPresent(
                World.CHEAP,
                (model, answer) -> new RecordedAnswer(
                        "well, ".repeat(answer.score() > 0 ? 1 : 100) + answer.text(), answer.score(), null, null));
        return new RecordedPrompt(prompt.id(), prompt.task(), null, prompt.messages(), answers);
    }

    @Test
    void lengthsThatSayNothing_areHeldNearZero() {
        List<Case> cases = World.cases(World.prompts(200, 1));
        PosteriorTrainer heavy = trainer(cases, 1e6);
        assertThat(best(List.of(World.CHEAP), cases, trainer(cases, 0.1), heavy).trainer())
                .isSameAs(heavy);
    }

    @Test
    void lengthsThatSayWhoIsRight_areNot() {
        List<Case> cases = World.cases(World.prompts(200, 1).stream()
                .map(CrossFitTest::wordyWhereWrong)
                .toList());
        PosteriorTrainer light = trainer(cases, 0.1);
        assertThat(best(List.of(World.CHEAP), cases, light, trainer(cases, 1e6)).trainer())
                .isSameAs(light);
    }

    @Test
    void agreement_isLearnedUnderAnyPenaltyOfOthers() {
        List<Case> cases = World.cases(World.prompts(400, 1));
        PosteriorTrainer heavy = trainer(cases, 1e9);
        Posterior posterior = best(BOTH, cases, heavy).posterior(cases, World.models());
        for (Case one : cases) {
            assertThat(heavy.at(posterior, one).right(World.CHEAP).orElseThrow())
                    .isCloseTo(one.answer(World.CHEAP).right() ? 1 : 0, within(0.1));
        }
    }

    @Test
    void correction_lowersTheLoss() {
        List<Case> cases = World.cases(World.prompts(400, 1));
        PosteriorTrainer trainer = trainer(cases, 30);
        double raw = Foresight.crossFitted(trainer, BOTH, cases, World.models(), Folds.split(cases.size(), 4, 1))
                .logLoss(cases, World.models());
        assertThat(best(BOTH, cases, trainer).foresight().logLoss(cases, World.models()))
                .isLessThan(raw);
    }
}
