package io.tiergate.policy.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.policy.answer.AnswerSpec;
import io.tiergate.policy.answer.EqualAnswers;
import io.tiergate.policy.compile.CompiledPolicy;
import io.tiergate.policy.compile.Strategy;
import io.tiergate.policy.cost.TokenUsage;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.rule.Features;
import io.tiergate.policy.similarity.Sign;
import io.tiergate.policy.similarity.TextEquality;
import io.tiergate.policy.similarity.Verifier;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EqualityClimbTest {
    private static final TextEquality EQUALITY =
            new TextEquality(0.1, "sha256:01", 0.8, new Verifier(Map.of(Sign.ONE, 1.0)));

    private static Digest digest(String text) {
        return Digest.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private static AttemptResult answer(int number, String text, Likeness... alike) {
        return new AttemptResult(
                        number, Samples.PANEL_1, Ending.ANSWERED, TokenUsage.of(10, 10), List.of(), digest(text), false)
                .beside(List.of(alike));
    }

    private static List<@Nullable Digest> equal(AttemptResult... answers) {
        return new Equality(EQUALITY).of(List.of(answers));
    }

    @Test
    void answerThatSaysTheSame_standsForTheFirst() {
        assertThat(equal(answer(1, "a"), answer(2, "b", new Likeness(1, 800_000))))
                .containsExactly(digest("a"), digest("a"));
    }

    @Test
    void oneThatIsTooUnlikely_standsForItself() {
        assertThat(equal(answer(1, "a"), answer(2, "b", new Likeness(1, 799_999))))
                .containsExactly(digest("a"), digest("b"));
        assertThat(equal(answer(1, "a"), answer(2, "b"))).containsExactly(digest("a"), digest("b"));
    }

    @Test
    void withoutAVerifier_onlyTheSameTextIsEqual() {
        assertThat(new Equality(null)
                        .of(List.of(answer(1, "a"), answer(2, "b", new Likeness(1, 999_999)), answer(3, "a"))))
                .containsExactly(digest("a"), digest("b"), digest("a"));
    }

    /** The third says what the second says, and that said what the first says; the third and the first do not say the same. */
    @Test
    void sayingTheSame_isNotHandedOn() {
        assertThat(equal(
                        answer(1, "a"),
                        answer(2, "b", new Likeness(1, 900_000)),
                        answer(3, "c", new Likeness(1, 100_000), new Likeness(2, 900_000))))
                .containsExactly(digest("a"), digest("a"), digest("c"));
    }

    @Test
    void answerThatCannotBeRead_equalsNothing() {
        List<@Nullable Digest> canonical = new ArrayList<>();
        canonical.add(null);
        canonical.add(digest("a"));
        canonical.add(null);
        assertThat(EqualAnswers.of(canonical, (_, _) -> true)).containsExactly(null, digest("a"), null);
    }

    @Test
    void panel_servesTheFirstOfThoseThatSayTheSame_andAsksOnElse() {
        assertThat(afterPanel(new Likeness(1, 900_000))).isEqualTo(new Move.Serve(1, false));
        assertThat(afterPanel(new Likeness(1, 0))).isEqualTo(new Move.Serve(3, false));
        assertThat(afterPanel()).isEqualTo(new Move.Serve(3, false));
    }

    /** Of two small models, which both must agree, and the mid one where they do not. */
    private static Move afterPanel(Likeness... alike) {
        Strategy.Step ask = new Strategy.Step.Ask(List.of(Samples.PANEL_1, Samples.PANEL_2), 2);
        CompiledPolicy policy =
                Samples.policy(new Strategy.Consensus(List.of(ask, new Strategy.Step.One(Samples.MID))));
        Features features = Samples.features();
        Climb climb = Climb.of(
                Samples.plan(policy, features, 7),
                features,
                Samples.BUDGET,
                1,
                7,
                Samples.answering(Samples.task(policy), AnswerSpec.TEXT.with(EQUALITY)));
        return new Walk(climb)
                .run(call -> call.number() == 2
                        ? Walk.answer(call, "b").beside(List.of(alike))
                        : Walk.answer(call, "a" + call.number()));
    }
}
