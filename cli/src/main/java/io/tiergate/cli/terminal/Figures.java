package io.tiergate.cli.terminal;

import java.math.BigDecimal;

/** Money, times and shares as people read them; no locale has a say. */
public final class Figures {
    private static final long MICROS = 1_000_000;

    private Figures() {}

    /** {@code $0.001234} of millionths of a dollar. */
    public static String money(long micros) {
        String fraction = Long.toString(Math.abs(micros % MICROS));
        return (micros < 0 ? "-$" : "$")
                + Math.abs(micros / MICROS)
                + '.'
                + "0".repeat(6 - fraction.length())
                + fraction;
    }

    /** Dollars as a number, for JSON. */
    public static BigDecimal dollars(long micros) {
        return BigDecimal.valueOf(micros, 6);
    }

    /** {@code 812 us}, {@code 3.4 ms}, {@code 1.25 s}: three digits. */
    public static String duration(long micros) {
        if (micros < 1_000) {
            return micros + " us";
        }
        return micros < MICROS ? threeDigits(micros, 1_000) + " ms" : threeDigits(micros, MICROS) + " s";
    }

    private static String threeDigits(long value, long unit) {
        long whole = value / unit;
        int decimals = whole >= 100 ? 0 : whole >= 10 ? 1 : 2;
        return BigDecimal.valueOf(value)
                .divide(BigDecimal.valueOf(unit), decimals, java.math.RoundingMode.HALF_UP)
                .toPlainString();
    }

    /** {@code 47.1%} of a part in a whole; {@code -} where the whole is nothing. */
    public static String percent(long part, long whole) {
        return whole == 0
                ? "-"
                : BigDecimal.valueOf(part)
                                .multiply(BigDecimal.valueOf(100))
                                .divide(BigDecimal.valueOf(whole), 1, java.math.RoundingMode.HALF_UP)
                                .toPlainString()
                        + "%";
    }

    /** {@code 5%}, {@code 0.25%} of hundredths of a percent. */
    public static String share(int basisPoints) {
        BigDecimal percent = BigDecimal.valueOf(basisPoints, 2).stripTrailingZeros();
        return (percent.scale() < 0 ? percent.setScale(0) : percent).toPlainString() + "%";
    }

    /**
     * Milliseconds of {@code 500ms}, {@code 30s}, {@code 5m}, {@code 1h}, {@code 7d}.
     *
     * @throws Failure on any other text
     */
    public static long millis(String option, String text) {
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        long unit = switch (text.substring(digits)) {
            case "ms" -> 1;
            case "s" -> 1_000;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            case "d" -> 86_400_000;
            default -> 0;
        };
        if (unit == 0 || digits == 0 || digits > 9) {
            throw Failure.usage(
                    option + ": '" + text + "' is no duration", "write one such as 500ms, 30s, 5m, 1h or 7d");
        }
        return Long.parseLong(text.substring(0, digits)) * unit;
    }

    /**
     * Hundredths of a percent of {@code 5%} or {@code 0.25%}.
     *
     * @throws Failure on any other text
     */
    public static int basisPoints(String option, String text) {
        try {
            if (text.endsWith("%")) {
                int basisPoints = new BigDecimal(text.substring(0, text.length() - 1))
                        .movePointRight(2)
                        .intValueExact();
                if (basisPoints >= 0 && basisPoints <= 10_000) {
                    return basisPoints;
                }
            }
        } catch (NumberFormatException e) {
            // Said below.
        } catch (ArithmeticException e) {
            throw Failure.usage(option + ": '" + text + "' is finer than 0.01%", "round it");
        }
        throw Failure.usage(option + ": '" + text + "' is no share", "write one from 0% to 100%, such as 5% or 0.25%");
    }
}
