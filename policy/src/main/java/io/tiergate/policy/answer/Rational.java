package io.tiergate.policy.answer;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** An exact fraction in lowest terms with a positive denominator. Results beyond {@link #MAX_BITS} are null. */
record Rational(BigInteger numerator, BigInteger denominator) {
    /** Larger numbers are compared by spelling. */
    static final int MAX_BITS = 8192;

    private static final int MAX_EXPONENT = 1000;

    static Rational of(BigInteger numerator, BigInteger denominator) {
        BigInteger divisor = numerator.gcd(denominator);
        BigInteger by = denominator.signum() < 0 ? divisor.negate() : divisor;
        return new Rational(numerator.divide(by), denominator.divide(by));
    }

    static Rational of(BigInteger value) {
        return new Rational(value, BigInteger.ONE);
    }

    /** {@code digits} times ten to the {@code exponent}. */
    static @Nullable Rational scaled(BigInteger digits, long exponent) {
        if (Math.abs(exponent) > MAX_EXPONENT) {
            return null;
        }
        BigInteger power = BigInteger.TEN.pow((int) Math.abs(exponent));
        return exponent >= 0 ? of(digits.multiply(power)) : of(digits, power);
    }

    Rational negate() {
        return new Rational(numerator.negate(), denominator);
    }

    Rational plus(Rational other) {
        return of(
                numerator.multiply(other.denominator).add(other.numerator.multiply(denominator)),
                denominator.multiply(other.denominator));
    }

    @Nullable
    Rational times(Rational other) {
        return bounded(of(numerator.multiply(other.numerator), denominator.multiply(other.denominator)));
    }

    @Nullable
    Rational dividedBy(Rational other) {
        return other.numerator.signum() == 0
                ? null
                : bounded(of(numerator.multiply(other.denominator), denominator.multiply(other.numerator)));
    }

    /** To an integer power; null when the exponent is no integer, or the result too large or undefined. */
    @Nullable
    Rational power(Rational exponent) {
        if (!exponent.isInteger() || exponent.numerator.bitLength() > 16) {
            return null;
        }
        int power = exponent.numerator.intValueExact();
        long bits = (long) Math.max(numerator.bitLength(), denominator.bitLength()) * Math.abs(power);
        if (bits > MAX_BITS || (numerator.signum() == 0 && power <= 0)) {
            return null;
        }
        return power >= 0
                ? new Rational(numerator.pow(power), denominator.pow(power))
                : of(denominator.pow(-power), numerator.pow(-power));
    }

    boolean isInteger() {
        return denominator.equals(BigInteger.ONE);
    }

    private static @Nullable Rational bounded(Rational value) {
        return value.numerator.bitLength() > MAX_BITS || value.denominator.bitLength() > MAX_BITS ? null : value;
    }

    /** {@code 18}, {@code -3/4}. */
    @Override
    public String toString() {
        return isInteger() ? numerator.toString() : numerator + "/" + denominator;
    }
}
