package io.tiergate.policy.answer;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenLogprobsTest {
    private static @Nullable Integer mean(double... logprobs) {
        TokenLogprobs read = new TokenLogprobs();
        for (double logprob : logprobs) {
            read.add(logprob);
        }
        return read.mean();
    }

    @Test
    void mean_isInMillionths_whateverTheLength() {
        assertThat(mean(-0.1, -0.3)).isEqualTo(-200_000);
        assertThat(mean(-0.1, -0.3, -0.1, -0.3)).isEqualTo(-200_000);
        assertThat(mean(-0.123_456_7)).isEqualTo(-123_457);
        assertThat(mean(-0.0, 0)).isZero();
        assertThat(TokenLogprobs.millionths(-0.02)).isEqualTo(-20_000);
    }

    @Test
    void noTokens_haveNoMean() {
        assertThat(mean()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            doubles = {Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, 0.1, 7, -Double.MAX_VALUE * 2})
    void whatIsNoLogprob_breaksTheWhole(double broken) {
        assertThat(mean(-0.1, broken, -0.1)).isNull();
        assertThat(TokenLogprobs.millionths(broken)).isNull();
    }

    @Test
    void tokenOfWhichNothingIsSaid_breaksTheWhole() {
        TokenLogprobs read = new TokenLogprobs();
        read.add(-0.1);
        read.missing();
        assertThat(read.mean()).isNull();
    }

    @Test
    void impossibleToken_countsAsAVeryUnlikelyOne_andARoundingErrorAsNone() {
        assertThat(mean(-9_999, 0)).isEqualTo(-10_000_000);
        assertThat(mean(1e-7)).isZero();
        assertThat(mean(-Double.MAX_VALUE)).isEqualTo(-20_000_000);
    }
}
