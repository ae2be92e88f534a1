package io.tiergate.cli.demo;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/**
 * What one way of serving the traffic cost and gave.
 *
 * @param way how it was served
 * @param requests of the traffic
 * @param micros micro-dollars of all calls
 * @param p95Micros microseconds that 95 % of requests took at most, seen by the agent
 * @param score sum over all requests
 * @param escalated requests on which an answer was not accepted and another model asked
 * @param hits requests that the cache answered
 */
record ClaimRow(Way way, int requests, long micros, long p95Micros, double score, int escalated, int hits) {
    private static final int DIGITS = 3;
    private static final int ALL = 100;
    private static final int OF_ALL = 95;

    /**
     * The four ways of the claim that is made for such systems, with what is claimed: dollars and milliseconds (95th percentile) of a task, quality of
     * five, share of tasks that are escalated.
     */
    enum Way {
        FRONTIER_ONLY("frontier-only", 8.20, 250, 4.1, 0),
        ROUTING_ONLY("routing-only", 2.90, 160, 3.8, 0),
        CASCADING_ONLY("cascading-only", 4.10, 320, 4.0, 0.12),
        HYBRID("hybrid with cache", 2.44, 180, 4.2, 0.028);

        private final String label;
        private final double usd;
        private final double millis;
        private final double quality;
        private final double escalated;

        Way(String label, double usd, double millis, double quality, double escalated) {
            this.label = label;
            this.usd = usd;
            this.millis = millis;
            this.quality = quality;
            this.escalated = escalated;
        }

        /** For people. */
        String label() {
            return label;
        }

        /** What is claimed, as shares of what is claimed for the frontier alone; the escalated share as it is. */
        Shares claimed() {
            return new Shares(
                    share(usd, FRONTIER_ONLY.usd),
                    share(millis, FRONTIER_ONLY.millis),
                    share(quality, FRONTIER_ONLY.quality),
                    share(escalated, 1));
        }
    }

    /** Shares of the frontier alone: cost, 95th percentile of the time to an answer, quality; and of requests: escalated. */
    record Shares(BigDecimal cost, BigDecimal p95, BigDecimal quality, BigDecimal escalated) {}

    /** Of what was sent that way, and of the records of it. */
    static ClaimRow of(Way way, List<Sent> sent, Decisions decisions, Quotes quotes) {
        List<JsonNode> records = sent.stream()
                .map(one -> decisions.find(one.reply().decisionId()))
                .filter(Objects::nonNull)
                .toList();
        long[] micros = records.stream()
                .mapToLong(record -> record.at("/timing/total_us").asLong(0))
                .sorted()
                .toArray();
        return new ClaimRow(
                way,
                sent.size(),
                records.stream()
                        .mapToLong(record -> record.path("cost_micros").asLong(0))
                        .sum(),
                micros.length == 0 ? 0 : micros[Math.min(micros.length - 1, micros.length * OF_ALL / ALL)],
                sent.stream().mapToDouble(one -> Strategy.score(one, quotes)).sum(),
                (int) records.stream()
                        .filter(record -> !Rejections.of(record).isEmpty())
                        .count(),
                (int) sent.stream()
                        .filter(one -> one.reply() instanceof Reply.Answered answered
                                && !answered.cache().equals("miss")
                                && !answered.cache().equals("bypass"))
                        .count());
    }

    /** Mean score of a request. */
    BigDecimal quality() {
        return share(score, requests);
    }

    /** What was measured, as shares of the frontier alone. */
    Shares measured(ClaimRow frontier) {
        return new Shares(
                share((double) micros, (double) frontier.micros),
                share((double) p95Micros, (double) frontier.p95Micros),
                share(score, frontier.score),
                share(escalated, requests));
    }

    private static BigDecimal share(double part, double whole) {
        return whole == 0 ? BigDecimal.ZERO : BigDecimal.valueOf(part / whole).setScale(DIGITS, RoundingMode.HALF_UP);
    }
}
