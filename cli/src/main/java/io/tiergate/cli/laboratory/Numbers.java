package io.tiergate.cli.laboratory;

import io.tiergate.laboratory.evaluate.Report;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What was measured as people and programs read it; no locale has a say. */
final class Numbers {
    private static final MathContext DIGITS = new MathContext(6);

    private Numbers() {}

    /** Six digits for JSON; null where it is no number, as a share of nothing. */
    static @Nullable BigDecimal number(double value) {
        if (!Double.isFinite(value)) {
            return null;
        }
        BigDecimal digits = new BigDecimal(value, DIGITS).stripTrailingZeros();
        return digits.scale() < 0 ? digits.setScale(0) : digits;
    }

    static @Nullable BigDecimal orNull(@Nullable Double value) {
        return value == null ? null : number(value);
    }

    /** {@code 31.4%}; {@code -} where it is no number. */
    static String percent(double share) {
        return Double.isFinite(share) ? String.format(Locale.ROOT, "%.1f%%", share * 100) : "-";
    }

    /** A difference of shares in points, with its interval. */
    static String points(Report.Interval interval) {
        return String.format(
                Locale.ROOT,
                "%+.2f [%+.2f, %+.2f]",
                interval.value() * 100,
                interval.low() * 100,
                interval.high() * 100);
    }
}
