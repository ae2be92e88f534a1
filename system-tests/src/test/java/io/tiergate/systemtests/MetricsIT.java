package io.tiergate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.cli.process.FreePorts;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an agent counts of itself. */
class MetricsIT {
    private static final String ACCESS = "tenants:\n  shop: { default_policy: plain }\n";

    @TempDir
    Path directory;

    @Test
    void agent_countsWhatItDoes() throws IOException {
        try (SmallFleet fleet = new SmallFleet(directory)) {
            var _ = fleet.startControlPlane();
            String key = fleet.publish(ACCESS);
            SmallFleet.Started agent = fleet.startAgent(
                    "--control-plane-key=file:" + fleet.agentKey(),
                    "--cluster-bind=127.0.0.1:" + FreePorts.find(1).getFirst());
            SmallFleet.awaitHealth(agent, true);
            OpenAiApi api = new OpenAiApi("http://" + agent.address("http"), key);
            Eventually.so("the agent has its cluster", () -> Metrics.of(agent).value("tiergate_cluster_members") == 1);

            assertThat(api.ask("auto", "One").header("x-tiergate-cache")).isEqualTo("miss");
            Eventually.so(
                    "an equal request hits",
                    () -> api.ask("auto", "One").header("x-tiergate-cache").equals("exact"));

            Eventually.so(
                    "all requests are on record", () -> Metrics.of(agent).value("tiergate_records_written_total") >= 2);
            Metrics metrics = Metrics.of(agent);
            assertThat(metrics.text()).contains("tiergate_cache_lookups_total{result=\"hit\"} 1.0");
            assertThat(metrics.value("tiergate_cache_lookups_total"))
                    .isEqualTo(metrics.value("tiergate_records_written_total"));
            assertThat(metrics.value("tiergate_cache_stored_total")).isPositive();
            assertThat(metrics.value("tiergate_cache_trouble_total")).isZero();
            assertThat(metrics.text())
                    .contains("tiergate_attempts_seconds_count{ending=\"answered\",target=\"sim/small-1\"}");
            assertThat(metrics.value("tiergate_requests_running")).isZero();
            assertThat(metrics.value("tiergate_records_dropped_total")).isZero();
        }
    }
}
