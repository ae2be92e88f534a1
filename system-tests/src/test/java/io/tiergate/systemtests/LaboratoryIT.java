package io.tiergate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tiergate.cli.process.ServiceJar;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What routing is worth on real models' real answers, as {@code tiergate eval} tells it. Tokens are a quarter of the characters, as published comparisons
 * count.
 */
class LaboratoryIT {
    /** Of the calibration: all tasks together. */
    private static final String ALL = "*";

    @TempDir
    Path directory;

    @Test
    void zeroEval_isAsGoodAsTheReferenceAtAThirdOfItsCost() {
        JsonNode report = eval("zeroeval", "--at-cost-share", "0.25");

        assertThat(report.path("n").asInt()).isEqualTo(2286);
        assertThat(report.path("folds").asInt()).isEqualTo(5);
        assertThat(costOf(report, "tiergate", 0.99)).isLessThanOrEqualTo(0.32);
        assertThat(costOf(report, "tiergate", 1)).isLessThanOrEqualTo(0.40);
        assertThat(costOf(report, "task_prior", 0.99)).isGreaterThan(0.7);
        JsonNode beyondPrior = report.path("versus_task_prior");
        assertThat(beyondPrior.path("at_cost_share").asDouble()).isEqualTo(0.25);
        assertThat(beyondPrior.path("difference").asDouble()).isGreaterThanOrEqualTo(0.02);
        assertThat(beyondPrior.path("low").asDouble()).isGreaterThan(0.01);
        assertCalibrated(report, 5 * 3);
    }

    /** Two folds in place of five: less to learn from, and sooner done. */
    @Test
    void mmluPro_isNearlyAsGoodAsTheReferenceAtHalfItsCost() {
        JsonNode report = eval("mmlupro", "--at-cost-share", "0.33", "--folds", "2");

        assertThat(costOf(report, "tiergate", 0.99)).isLessThanOrEqualTo(0.55);
        assertThat(costOf(report, "task_prior", 0.99)).isGreaterThan(0.7);
        assertThat(report.path("versus_task_prior").path("difference").asDouble())
                .isGreaterThanOrEqualTo(0.02);
        for (JsonNode domain : report.path("tasks")) {
            assertThat(domain.path("versus_high").asDouble())
                    .as("beyond the prior in %s", domain)
                    .isGreaterThanOrEqualTo(0);
            if (domain.path("task").asString("").endsWith("/law")) {
                assertThat(domain.path("worth_routing").asBoolean(true)).isFalse();
                assertThat(domain.path("why").asString("")).contains("serve the reference");
            }
        }
        assertThat(report.path("tasks")).hasSize(14);
        assertCalibrated(report, 4 * 14);
    }

    /**
     * Errors are small and means hold for each model, and by task the error is on average what chance explains.
     *
     * @param pairs of a model and a task
     */
    private static void assertCalibrated(JsonNode report, int pairs) {
        double beyondFloor = 0;
        int found = 0;
        for (JsonNode one : report.path("calibration")) {
            if (!one.path("task").asString("").equals(ALL)) {
                beyondFloor += one.path("ece").asDouble(1) - one.path("floor").asDouble(0);
                found++;
            } else {
                assertThat(one.path("ece").asDouble(1)).as("of %s", one).isLessThanOrEqualTo(0.02);
                assertThat(one.path("mean_predicted").asDouble(1))
                        .as("of %s", one)
                        .isCloseTo(one.path("mean_observed").asDouble(0), within(0.02));
            }
        }
        assertThat(found).isEqualTo(pairs);
        assertThat(beyondFloor / found).isLessThanOrEqualTo(0.01);
    }

    private JsonNode eval(String set, String... options) {
        Path examples = Homes.project().resolve("examples/recorded");
        List<String> arguments = new ArrayList<>(List.of(
                "eval",
                "--output",
                "json",
                "--recorded",
                RecordedSets.find(set).toString(),
                "--policy",
                examples.resolve(set + "-hybrid.yaml").toString(),
                "--catalog",
                examples.resolve("catalog.yaml").toString(),
                "--tokens",
                "quarter"));
        arguments.addAll(List.of(options));
        CommandRun run = CommandRun.of(ServiceJar.find(Homes.project(), "cli"), directory, arguments);
        assertThat(run.code()).as(run::said).isZero();
        return JsonMapper.shared().readTree(run.out());
    }

    private static double costOf(JsonNode report, String strategy, double qualityShare) {
        for (JsonNode cost : report.path("cost_of_quality")) {
            if (cost.path("strategy").asString("").equals(strategy)
                    && cost.path("quality_share").asDouble() == qualityShare) {
                return cost.path("cost_share").asDouble(Double.NaN);
            }
        }
        throw new AssertionError(
                "no cost of " + qualityShare + " by " + strategy + " in " + report.path("cost_of_quality"));
    }
}
