package io.tiergate.simulator.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class WordsTest {
    @Test
    void pieces_areWordsWithTheSpaceBeforeThem() {
        assertThat(Words.of("One two,\n  three ")).containsExactly("One", " two,", "\n  three", " ");
        assertThat(Words.of("")).isEmpty();
    }

    @Test
    void pieces_joinToTheTextAndNeverSplitACharacter() {
        Random random = new Random(3);
        for (int i = 0; i < 500; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = 0; j < random.nextInt(300); j++) {
                text.appendCodePoint(random.nextInt(9) == 0 ? ' ' : random.nextBoolean() ? 0x1F98A : 'a');
            }

            var pieces = Words.of(text.toString());

            assertThat(String.join("", pieces)).isEqualTo(text.toString());
            assertThat(pieces).noneMatch(piece -> Character.isLowSurrogate(piece.charAt(0)));
        }
    }
}
