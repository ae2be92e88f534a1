package io.tiergate.laboratory.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.laboratory.World;
import io.tiergate.laboratory.recorded.Advice;
import io.tiergate.laboratory.recorded.Case;
import org.junit.jupiter.api.Test;

/** A panel of two whose answers are free texts, and a third that is asked where they do not agree. */
final class FreeTextTrialTest {
    private static final String SAME = "it is open on a";
    private static final String IN_OTHER_WORDS = "on it is open b";

    private static Trial.Outcome tried(String policy, Case one) {
        return Trial.run(World.variants(policy).untrained(), one);
    }

    private static Case said(String policy, String cheap, String other) {
        return Advice.said(policy, cheap, other, "we do not know z");
    }

    @Test
    void sameInOtherWords_isServedWithoutTheThird() {
        Trial.Outcome outcome = tried(Advice.POLICY, Advice.compared(said(Advice.POLICY, SAME, IN_OTHER_WORDS)));

        assertThat(outcome.asked()).containsExactly(World.CHEAP, World.OTHER);
        assertThat(outcome.served()).isEqualTo(World.CHEAP);
    }

    @Test
    void firstOfThePanel_isServed() {
        String turned = Advice.POLICY.replace("[lab/cheap, lab/other]", "[lab/other, lab/cheap]");

        assertThat(tried(turned, Advice.compared(said(turned, SAME, IN_OTHER_WORDS)))
                        .served())
                .isEqualTo(World.OTHER);
    }

    @Test
    void otherNumber_isDecidedByTheThird() {
        Trial.Outcome outcome = tried(
                Advice.POLICY, Advice.compared(said(Advice.POLICY, "it costs 30 there a", "it costs 40 there a")));

        assertThat(outcome.asked()).containsExactly(World.CHEAP, World.OTHER, World.DEAR);
        assertThat(outcome.served()).isEqualTo(World.DEAR);
    }

    @Test
    void answersThatWereNotCompared_areEqualWhereTheyAreTheSameText() {
        assertThat(tried(Advice.POLICY, said(Advice.POLICY, SAME, IN_OTHER_WORDS))
                        .served())
                .isEqualTo(World.DEAR);
        assertThat(tried(Advice.POLICY, said(Advice.POLICY, SAME, SAME)).served())
                .isEqualTo(World.CHEAP);
    }
}
