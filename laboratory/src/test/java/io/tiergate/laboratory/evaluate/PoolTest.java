package io.tiergate.laboratory.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.laboratory.World;
import io.tiergate.laboratory.recorded.RecordedAnswer;
import io.tiergate.laboratory.recorded.RecordedPrompt;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class PoolTest {
    private static Pool pool(List<RecordedPrompt> prompts) {
        Study study = World.study(prompts);
        return Pool.of(study, Evaluation.run(study, null));
    }

    /** A longer answer, which costs more, and is wrong more often. */
    private static RecordedPrompt withWorseOther(RecordedPrompt prompt) {
        Map<String, RecordedAnswer> answers = new HashMap<>(prompt.answers());
        RecordedAnswer cheap = Objects.requireNonNull(answers.get(World.CHEAP));
        boolean unlucky = Integer.parseInt(prompt.id().substring(1)) % 5 == 0;
        answers.put(
                World.OTHER,
                new RecordedAnswer("It is perhaps ".repeat(9) + 7, unlucky ? 0 : cheap.score(), null, null));
        return new RecordedPrompt(prompt.id(), prompt.task(), null, prompt.messages(), answers);
    }

    @Test
    void modelThatACheaperOneBeatsEverywhere_isDominated() {
        Pool pool = pool(
                World.prompts(400, 1).stream().map(PoolTest::withWorseOther).toList());
        assertThat(pool.dominated()).singleElement().satisfies(one -> {
            assertThat(one.kind()).isEqualTo("model");
            assertThat(one.name()).isEqualTo(World.OTHER);
            assertThat(one.by()).isEqualTo(World.CHEAP);
            assertThat(one.costShare()).isLessThan(1);
            assertThat(one.gain().low()).isPositive();
        });
    }

    @Test
    void withoutOneOfTwoThatAgree_qualityCostsMore() {
        Pool pool = pool(World.prompts(600, 1));
        assertThat(pool.dominated()).isEmpty();
        Double whole = Objects.requireNonNull(pool.whole().of99());
        Double alone = Objects.requireNonNull(
                Objects.requireNonNull(pool.without().get(World.OTHER)).of99());
        assertThat(alone).isGreaterThan(whole + 0.2);
        assertThat(pool.without()).containsOnlyKeys(World.CHEAP, World.OTHER, World.DEAR);
    }

    @Test
    void withoutTheReference_itsQualityIsNeverReached() {
        Pool pool = pool(World.prompts(400, 1));
        assertThat(Objects.requireNonNull(pool.without().get(World.DEAR)).of99())
                .isNull();
    }
}
