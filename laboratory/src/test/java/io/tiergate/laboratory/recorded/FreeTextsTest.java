package io.tiergate.laboratory.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.laboratory.World;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.estimate.Evidence;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class FreeTextsTest {
    private static final String NO_EQUALITY = Advice.POLICY
            .substring(0, Advice.POLICY.indexOf("text_equality"))
            .replace(
                    "strategy: consensus, rungs: [ { ask: [lab/cheap, lab/other] }, { tier: frontier } ]",
                    "strategy: cascade");

    private static Case said(String cheap, String other, String dear) {
        return Advice.said(Advice.POLICY, cheap, other, dear);
    }

    private static List<@Nullable Digest> equal(Case one, String... models) {
        return one.evidence(List.of(models)).seen().stream()
                .<@Nullable Digest>map(Evidence.Seen::canonical)
                .toList();
    }

    private static @Nullable Digest own(Case one, String model) {
        return one.answer(model).canonical();
    }

    @Test
    void sameInOtherWords_countsAsTheEarlierOne() {
        Case one = Advice.compared(said("it is open on a", "on it is open b", "we do not know z"));

        assertThat(own(one, World.CHEAP)).isNotEqualTo(own(one, World.OTHER));
        assertThat(equal(one, World.CHEAP, World.OTHER, World.DEAR))
                .containsExactly(own(one, World.CHEAP), own(one, World.CHEAP), own(one, World.DEAR));
        assertThat(equal(one, World.OTHER, World.CHEAP)).containsExactly(own(one, World.OTHER), own(one, World.OTHER));
        assertThat(one.likeness(World.CHEAP, World.OTHER).orElseThrow()).isBetween(999_900, 999_999);
        assertThat(one.likeness(World.OTHER, World.CHEAP)).isEqualTo(one.likeness(World.CHEAP, World.OTHER));
    }

    /** A veto needs no embedding. */
    @Test
    void otherNumber_isNeverEqual_andNotEmbedded() {
        Case said = said("it costs 30 there a", "it costs 40 there a", "it costs 50 there a");
        Case one = Advice.compared(said);

        assertThat(one.likeness(World.CHEAP, World.OTHER)).hasValue(0);
        assertThat(equal(one, World.CHEAP, World.OTHER)).containsExactly(own(one, World.CHEAP), own(one, World.OTHER));
        assertThat(FreeTexts.of(List.of(said))).isEmpty();
    }

    @Test
    void textsThatAreCompared_areEmbeddedOnce() {
        Case one = said("it is open on a", "on it is open b", "it  is open on a");
        Case other = said("on it is open b", "it is shut now a", "on it is open b");

        assertThat(FreeTexts.of(List.of(one, other)))
                .containsExactlyInAnyOrder(
                        "it is open on a", "on it is open b", "it  is open on a", "it is shut now a");
        assertThat(FreeTexts.of(List.of(said("it is open", "it is open", "it is open"))))
                .isEmpty();
    }

    @Test
    void textThatIsReadInPart_isEqualToTheSameTextAlone() {
        Case said = said("it is open on a", "on it is open b", "it is open on a");
        Case one = FreeTexts.compared(List.of(said), text -> text.endsWith("b") ? null : Advice.embedding(text))
                .getFirst();

        assertThat(one.likeness(World.CHEAP, World.OTHER)).isEmpty();
        assertThat(equal(one, World.CHEAP, World.OTHER, World.DEAR))
                .containsExactly(own(one, World.CHEAP), own(one, World.OTHER), own(one, World.CHEAP));
    }

    @Test
    void policyWithoutTextEquality_comparesNothing() {
        Case said = Advice.said(NO_EQUALITY, "it is open on a", "on it is open b", "we do not know z");

        assertThat(FreeTexts.of(List.of(said))).isEmpty();
        assertThat(Advice.compared(said)).isEqualTo(said);
        assertThat(equal(said, World.CHEAP, World.OTHER))
                .containsExactly(own(said, World.CHEAP), own(said, World.OTHER));
    }
}
