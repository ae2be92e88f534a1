package io.tiergate.simulator.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TokensTest {
    private final Tokens tokens = new Tokens();

    @Test
    void count_isThatOfO200k() {
        assertThat(tokens.count("hello world")).isEqualTo(2);
        assertThat(tokens.count("")).isZero();
        assertThat(tokens.count("<|endoftext|>")).isGreaterThan(1);
    }

    @Test
    void promptCount_isTheSumOfItsTexts() {
        Prompt prompt = Prompt.of(List.of(new Message("system", "hello world"), new Message("user", "hello")));

        assertThat(tokens.count(prompt)).isEqualTo(3);
    }

    @Test
    void beginning_hasAtMostThatManyTokensAndIsAPrefix() {
        String text = "Der schnelle braune Fuchs 🦊 springt über den faulen Hund. 漢字かな".repeat(3);
        int all = tokens.count(text);
        for (int max = 0; max <= all + 1; max++) {
            String part = tokens.beginning(text, max);

            assertThat(text).startsWith(part);
            assertThat(tokens.count(part)).isLessThanOrEqualTo(max);
        }
        assertThat(tokens.beginning(text, all)).isEqualTo(text);
    }

    @Test
    void longText_isCountedPieceByPiece() {
        String text = "word ".repeat(20_000);

        assertThat(tokens.count(text)).isBetween(19_000, 41_000);
        assertThat(tokens.beginning(text, Long.MAX_VALUE)).isEqualTo(text);
    }
}
