package io.tiergate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.cli.process.FreePorts;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The control plane's PostgreSQL goes away and comes back. */
class DatabaseLossIT {
    private static final String ACCESS = "tenants:\n  shop: { default_policy: plain }\n";

    @TempDir
    Path directory;

    @Test
    void databaseGone_agentsServe_publishingSaysSo_andGoesOnWhenItIsBack() throws IOException {
        int port = FreePorts.find(1).getFirst();
        EmbeddedPostgres postgres = postgres(port);
        try (SmallFleet fleet = new SmallFleet(directory)) {
            SmallFleet.Started controlPlane =
                    fleet.startControlPlane("--database-url=" + postgres.getJdbcUrl("postgres", "postgres"));
            String key = fleet.publish(ACCESS);
            SmallFleet.Started agent = fleet.startAgent("--control-plane-key=file:" + fleet.agentKey());
            SmallFleet.awaitHealth(agent, true);
            OpenAiApi api = new OpenAiApi("http://" + agent.address("http"), key);
            assertThat(api.ask("auto", "Before").status()).isEqualTo(200);

            postgres.close();
            SmallFleet.awaitHealth(controlPlane, false);
            CommandRun refused = fleet.publishing("policy", changed("lost"));
            assertThat(refused.code()).as(refused.said()).isNotZero();
            assertThat(refused.err()).contains("database").doesNotContain("Exception", "\tat ");
            assertThat(api.ask("auto", "Meanwhile").status()).isEqualTo(200);

            postgres = postgres(port);
            SmallFleet.awaitHealth(controlPlane, true);
            CommandRun published = fleet.publishing("policy", changed("back"), "--wait");
            assertThat(published.code()).as(published.said()).isZero();
            assertThat(api.ask("auto", "After").header("x-tiergate-revision")).isEqualTo("2");
        } finally {
            postgres.close();
        }
    }

    private static String changed(String owner) {
        return Homes.resource("plain.yaml").replace("owner: ops", "owner: " + owner);
    }

    /** A server on that port, with what an earlier one has kept. */
    private EmbeddedPostgres postgres(int port) {
        try {
            return EmbeddedPostgres.builder()
                    .setOverrideWorkingDirectory(directory.resolve("binaries").toFile())
                    .setDataDirectory(directory.resolve("database").toFile())
                    .setCleanDataDirectory(false)
                    .setPort(port)
                    .start();
        } catch (IOException | IllegalStateException e) {
            return Assumptions.abort("skipped: no PostgreSQL on this machine: " + e);
        }
    }
}
