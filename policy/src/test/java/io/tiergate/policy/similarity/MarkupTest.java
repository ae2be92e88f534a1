package io.tiergate.policy.similarity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MarkupTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "1. Rome/2. Oslo ~ Rome/Oslo/",
                "1) Rome/  so it is said/2) Oslo ~ Rome/  so it is said/Oslo/",
                "- Rome/- Oslo ~ Rome/Oslo/",
                "* **Rome** ~ Rome/",
                "## Cities/> Rome ~ Cities/Rome/",
                "| a | b |/|---|---|/| 1 | 2 | ~ ' ;  a  ;  b  ; / ;  1  ;  2  ; /'",
                "- 5 euros/- 6 euros ~ 5 euros/6 euros/",
            })
    void whatOnlyShows_isTakenOut(String text, String plain) {
        assertThat(Markup.without(text.replace('/', '\n')).replace('\n', '/').strip())
                .isEqualTo(plain.strip());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {"24. Dezember 1941", "- 5 °C", "3) is what I choose", "12. May/It was warm./24. June"})
    void whatIsSaid_isLeftIn(String text) {
        String lines = text.replace('/', '\n');
        assertThat(Markup.without(lines)).isEqualTo(lines + "\n");
    }

    @Test
    void datesThatOnlyDifferInTheDay_areNotTheSame() {
        assertThat(Comparison.ofAnswers("24. Dezember 1941", "12. Dezember 1941", 0.9)
                        .veto())
                .isNotNull();
    }
}
