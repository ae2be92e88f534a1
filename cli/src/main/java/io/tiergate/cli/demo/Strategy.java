package io.tiergate.cli.demo;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What one way of serving the traffic costs and gives.
 *
 * @param name {@code tiergate}, or {@code always:MODEL}
 * @param costMicros micro-dollars, all attempts
 * @param score sum over all requests; one that was not answered counts 0
 */
record Strategy(String name, long costMicros, double score) {
    static final String TIERGATE = "tiergate";
    private static final String ALWAYS = "always:";
    private static final int DIGITS = 6;

    /** Every request to one model, without a cache. */
    static Strategy always(String model, List<Ask> asks, Quotes quotes) {
        long micros = 0;
        double score = 0;
        for (Ask ask : asks) {
            micros += Objects.requireNonNull(quotes.of(model, ask.prompt())).micros();
            score += Objects.requireNonNull(quotes.score(model, ask.prompt()));
        }
        return new Strategy(ALWAYS + model, micros, score);
    }

    /** What was done. */
    static Strategy tiergate(List<Sent> sent, long costMicros, Quotes quotes) {
        double score = 0;
        for (Sent one : sent) {
            score += score(one, quotes);
        }
        return new Strategy(TIERGATE, costMicros, score);
    }

    /** What an answer is worth; 0 where there is none. */
    static double score(Sent sent, Quotes quotes) {
        if (sent.reply() instanceof Reply.Answered answered) {
            Double score = quotes.score(answered.target(), sent.ask().prompt());
            return score == null ? 0 : score;
        }
        return 0;
    }

    /** What was done, then every model that could have done all of it. */
    static List<Strategy> all(List<Sent> sent, long costMicros, Quotes quotes) {
        List<Ask> asks = sent.stream().map(Sent::ask).toList();
        List<Strategy> all = new ArrayList<>();
        all.add(tiergate(sent, costMicros, quotes));
        quotes.completeModels(asks).forEach(model -> all.add(always(model, asks, quotes)));
        return all;
    }

    boolean isAlways(String model) {
        return name.equals(ALWAYS + model);
    }

    BigDecimal quality(int requests) {
        return share(score, requests);
    }

    BigDecimal costShare(Strategy reference) {
        return share((double) costMicros, (double) reference.costMicros);
    }

    BigDecimal qualityShare(Strategy reference) {
        return share(score, reference.score);
    }

    private static BigDecimal share(double part, double whole) {
        return whole == 0 ? BigDecimal.ZERO : BigDecimal.valueOf(part / whole).setScale(DIGITS, RoundingMode.HALF_UP);
    }
}
