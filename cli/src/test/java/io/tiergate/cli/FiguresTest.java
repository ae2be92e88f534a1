package io.tiergate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiergate.cli.terminal.Failure;
import io.tiergate.cli.terminal.Figures;
import io.tiergate.cli.terminal.Paint;
import io.tiergate.cli.terminal.Table;
import io.tiergate.cli.terminal.Terminal;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FiguresTest {
    private static final PrintWriter NOWHERE = new PrintWriter(Writer.nullWriter());

    @ParameterizedTest
    @CsvSource({"0,$0.000000", "1234,$0.001234", "12345678,$12.345678", "-5,-$0.000005"})
    void money_hasSixDecimals(long micros, String shown) {
        assertThat(Figures.money(micros)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({"0,0 us", "999,999 us", "1000,1.00 ms", "12345,12.3 ms", "812345,812 ms", "1250000,1.25 s"})
    void durations_haveThreeDigits(long micros, String shown) {
        assertThat(Figures.duration(micros)).isEqualTo(shown);
    }

    @Test
    void numbers_areTheSameInEveryLocale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertThat(Figures.money(1_234_567)).isEqualTo("$1.234567");
            assertThat(Figures.percent(1, 3)).isEqualTo("33.3%");
            assertThat(Figures.duration(1_250_000)).isEqualTo("1.25 s");
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @CsvSource({"0%,0", "5%,500", "0.25%,25", "100%,10000"})
    void shares_areReadAsBasisPoints(String text, int basisPoints) {
        assertThat(Figures.basisPoints("--share", text)).isEqualTo(basisPoints);
        assertThat(Figures.share(basisPoints)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "-1%", "101%", "0.001%", "%", "five%", "1e9%"})
    void otherShares_areRefused(String text) {
        assertThatThrownBy(() -> Figures.basisPoints("--share", text)).isInstanceOf(Failure.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "s", "-5s", "5 s", "1w", "99999999999s"})
    void otherDurations_areRefused(String text) {
        assertThatThrownBy(() -> Figures.millis("--since", text)).isInstanceOf(Failure.class);
    }

    @Test
    void table_alignsNumbersToTheRightAndLeavesNoBlanksAtTheEnds() {
        Table table = Table.of("NAME", ">COUNT", "NOTE").row("a", 5, "").row("längere", 1_000, "x\u001b[2J\ny");
        assertThat(table.render(new Terminal(NOWHERE, NOWHERE, false, false)))
                .isEqualTo("NAME     COUNT  NOTE\na            5\nlängere   1000  x\ufffd[2J y\n");
    }

    @Test
    void colour_doesNotChangeWidths() {
        Table table = Table.of("A", "B").row(Table.cell("x", Paint.RED), "y");
        assertThat(table.render(new Terminal(NOWHERE, NOWHERE, true, true)))
                .isEqualTo("\u001b[2mA\u001b[0m  \u001b[2mB\u001b[0m\n\u001b[31mx\u001b[0m  y\n");
    }
}
