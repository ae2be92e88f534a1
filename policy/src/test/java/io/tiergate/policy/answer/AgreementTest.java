package io.tiergate.policy.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiergate.policy.answer.Agreement.Agreed;
import io.tiergate.policy.answer.Agreement.Disagreed;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AgreementTest {
    @Test
    void firstListedOfThoseThatAgree_isServed() {
        assertThat(Agreement.of(answers("7", "18", "18"), 2)).isEqualTo(new Agreed(1, 2));
        assertThat(Agreement.of(answers("18", "7", "18"), 2)).isEqualTo(new Agreed(0, 2));
    }

    @Test
    void mostVotes_winOverListOrder() {
        assertThat(Agreement.of(answers("7", "7", "18", "18", "18"), 2)).isEqualTo(new Agreed(2, 3));
    }

    @Test
    void equalVotes_goToTheFirstListed() {
        assertThat(Agreement.of(answers("7", "18", "18", "7"), 2)).isEqualTo(new Agreed(0, 2));
    }

    @Test
    void tooFewVotes_disagree() {
        assertThat(Agreement.of(answers("7", "18"), 2)).isEqualTo(new Disagreed(1));
        assertThat(Agreement.of(answers("7", "7", "18"), 3)).isEqualTo(new Disagreed(2));
    }

    @Test
    void unreadableAnswers_agreeWithNothing() {
        assertThat(Agreement.of(answers("-", "-"), 2)).isEqualTo(new Disagreed(0));
        assertThat(Agreement.of(answers("-", "7", "-"), 1)).isEqualTo(new Agreed(1, 1));
        assertThat(Agreement.of(List.of(), 1)).isEqualTo(new Disagreed(0));
    }

    @Test
    void agreementOfNone_isRefused() {
        assertThatThrownBy(() -> Agreement.of(answers("7"), 0)).isInstanceOf(IllegalArgumentException.class);
    }

    private static List<Optional<CanonicalAnswer>> answers(String... texts) {
        return Arrays.stream(texts)
                .map(text -> Optional.of(new CanonicalAnswer(AnswerKind.NUMBER, text))
                        .filter(_ -> !text.equals("-")))
                .toList();
    }
}
