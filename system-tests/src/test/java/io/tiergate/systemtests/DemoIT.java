package io.tiergate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.cli.process.ServiceJar;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code tiergate demo}: it proves what it promises, or ends with an error. */
class DemoIT {
    @TempDir
    Path directory;

    @Test
    void bundledDemo_provesEveryPromise() {
        JsonNode report = demo();

        assertThat(report.path("n").asInt()).isEqualTo(300);
        assertThat(report.path("proofs").size()).isGreaterThanOrEqualTo(7);
        JsonNode tiergate = strategy(report, "tiergate");
        assertThat(tiergate.path("cost_share").decimalValue()).isLessThan(new BigDecimal("0.5"));
        assertThat(tiergate.path("quality").decimalValue())
                .isGreaterThan(
                        strategy(report, "always:sim/mid-1").path("quality").decimalValue());
    }

    @Test
    void theClaim_isMeasuredWayByWay_andTheLedgerIsTheBill() {
        CommandRun run = CommandRun.of(
                ServiceJar.find(Homes.project(), "cli"), directory, List.of("demo", "--claim", "--output", "json"));
        assertThat(run.code()).as(run::said).isZero();
        JsonNode report = JsonMapper.shared().readTree(run.out());

        assertThat(report.path("settled").asBoolean()).isTrue();
        assertThat(report.path("rows"))
                .extracting(row -> row.path("name").asString(""))
                .containsExactly("frontier-only", "routing-only", "cascading-only", "hybrid with cache");
        JsonNode frontier = report.path("rows").get(0);
        assertThat(frontier.path("n").asInt()).isEqualTo(300);
        assertThat(frontier.path("cache_hits").asInt()).isZero();
        assertThat(frontier.at("/measured/cost_share").asDouble()).isEqualTo(1);
        JsonNode hybrid = report.path("rows").get(3);
        assertThat(hybrid.path("cache_hits").asInt()).isPositive();
        assertThat(hybrid.at("/measured/cost_share").asDouble()).isLessThan(0.5);
        assertThat(hybrid.at("/claimed/cost_share").asDouble()).isEqualTo(0.298);
    }

    @Test
    void recordedDemo_keepsTheQualityOfTheDearestModelAtHalfItsCost() {
        Path set = RecordedSets.find("zeroeval");

        JsonNode report = demo("--recorded", set.toString());

        assertThat(report.path("n").asInt()).isEqualTo(2286);
        JsonNode tiergate = strategy(report, "tiergate");
        assertThat(tiergate.path("quality_share").decimalValue()).isGreaterThanOrEqualTo(new BigDecimal("0.995"));
        assertThat(tiergate.path("cost_share").decimalValue()).isLessThanOrEqualTo(new BigDecimal("0.5"));
        assertThat(strategy(report, "always:anthropic/claude-3-5-sonnet")
                        .path("cost_share")
                        .decimalValue())
                .isEqualByComparingTo("1");
    }

    private JsonNode demo(String... options) {
        List<String> arguments = new ArrayList<>(List.of("demo", "--output", "json"));
        arguments.addAll(List.of(options));
        CommandRun run = CommandRun.of(ServiceJar.find(Homes.project(), "cli"), directory, arguments);
        assertThat(run.code()).as(run::said).isZero();
        JsonNode report = JsonMapper.shared().readTree(run.out());
        assertThat(report.path("proved").asBoolean(false)).as(run::said).isTrue();
        return report;
    }

    private static JsonNode strategy(JsonNode report, String name) {
        for (JsonNode strategy : report.path("strategies")) {
            if (strategy.path("name").asString("").equals(name)) {
                return strategy;
            }
        }
        throw new AssertionError("no strategy " + name + " in " + report.path("strategies"));
    }
}
