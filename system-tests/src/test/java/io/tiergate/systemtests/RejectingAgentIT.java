package io.tiergate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.tiergate.cli.session.Peer;
import io.tiergate.transport.GrpcChannels;
import io.tiergate.v1.CreateKeyRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An agent of an older build than its control plane, both real: it does not know a member of the policy language, so it refuses what the
 * control plane accepted. It is cut off and comes back a hundred times.
 */
class RejectingAgentIT {
    private static final String ACCESS = "tenants:\n  shop: { default_policy: plain }\n";
    private static final String UNKNOWN = "default_domain";
    private static final String ACKED = "tiergate_distribution_updates_acked_total";
    private static final String STREAMS = "tiergate_distribution_streams";
    private static final int RECONNECTS = 100;
    /** Threads and files come and go by themselves; a leak of a hundred streams is far more. */
    private static final int SLACK = 25;

    @TempDir
    Path directory;

    @Test
    void olderAgent_isSentWhatItRefusesOnce_acrossAHundredReconnects_andServesItsLastGood() throws IOException {
        Path older = OlderBuild.without(UNKNOWN, directory.resolve("older"));
        try (SmallFleet fleet = new SmallFleet(directory)) {
            SmallFleet.Started controlPlane = fleet.startControlPlane();
            try (CuttableLink link =
                    new CuttableLink(controlPlane.ports().path("grpc").asInt())) {
                String key = fleet.publish(ACCESS);
                SmallFleet.Started agent = fleet.startAgent(
                        older,
                        "--control-plane-key=file:" + fleet.agentKey(),
                        "--control-plane=127.0.0.1:" + link.port());
                SmallFleet.awaitHealth(agent, true);
                OpenAiApi api = new OpenAiApi("http://" + agent.address("http"), key);
                String good = api.ask("auto", "Before").header("x-tiergate-generation");

                CommandRun refused = fleet.publishing("policy", newer("shopping"), "--wait");

                assertThat(refused.code()).as(refused.said()).isEqualTo(1);
                assertThat(refused.said()).contains("agent-1", UNKNOWN);
                Measured before = Measured.of(controlPlane, agent);
                reconnect(fleet, controlPlane, link);
                Measured after = Measured.of(controlPlane, agent);

                assertThat(link.connections()).as("connections of the agent").isEqualTo(1 + RECONNECTS);
                assertThat(after.nacked()).isEqualTo(1);
                assertThat(after.sent() - before.sent())
                        .as("updates, all of them keys")
                        .isEqualTo(RECONNECTS);
                assertThat(after.streams()).isEqualTo(1);
                assertThat(after.controlPlane()).satisfies(held -> held.isWithin(before.controlPlane()));
                assertThat(after.agent()).satisfies(held -> held.isWithin(before.agent()));
                OpenAiApi.Reply reply = api.ask("auto", "After");
                assertThat(reply.status()).as(reply.body()).isEqualTo(200);
                assertThat(reply.header("x-tiergate-generation")).isEqualTo(good);

                CommandRun mended = fleet.publishing("policy", changed("mended"), "--wait");
                assertThat(mended.code()).as(mended.said()).isZero();
                assertThat(Measured.of(controlPlane, agent).nacked()).isEqualTo(1);
                assertThat(Integer.parseInt(api.ask("auto", "Mended").header("x-tiergate-generation")))
                        .isGreaterThan(Integer.parseInt(good) + 1);
            }
        }
    }

    /** Each time a key is made while the agent is away: when it has that, its Hello has been answered. */
    private static void reconnect(SmallFleet fleet, SmallFleet.Started controlPlane, CuttableLink link)
            throws IOException {
        ManagedChannel channel = GrpcChannels.openPlain(controlPlane.address("grpc"), 1 << 20);
        try {
            String operator = Files.readString(fleet.operatorKey()).strip();
            Peer operations = new Peer("control plane", "control plane", channel, GrpcChannels.bearer(operator));
            for (int i = 0; i < RECONNECTS; i++) {
                double acked = Metrics.of(controlPlane).value(ACKED);
                CreateKeyRequest key = CreateKeyRequest.newBuilder()
                        .setTenant("shop")
                        .setLabel("key " + i)
                        .build();
                link.cut();
                Eventually.so(
                        "the control plane has seen the agent go",
                        () -> Metrics.of(controlPlane).value(STREAMS) == 0);
                var _ = operations.policies(policies -> policies.createKey(key));
                link.mend();
                Eventually.so(
                        "the agent is back and has the key",
                        () -> Metrics.of(controlPlane).value(ACKED) == acked + 1);
            }
        } finally {
            channel.shutdownNow();
        }
    }

    private static String changed(String owner) {
        return Homes.resource("plain.yaml").replace("owner: ops", "owner: " + owner);
    }

    private static String newer(String domain) {
        return Homes.resource("plain.yaml") + UNKNOWN + ": " + domain + "\n";
    }

    /** What both processes say of themselves. */
    private record Measured(double sent, double nacked, double streams, Held controlPlane, Held agent) {
        static Measured of(SmallFleet.Started controlPlane, SmallFleet.Started agent) throws IOException {
            Metrics metrics = Metrics.of(controlPlane);
            return new Measured(
                    metrics.value("tiergate_distribution_updates_sent_total"),
                    metrics.value("tiergate_distribution_updates_nacked_total"),
                    metrics.value(STREAMS),
                    Held.of(metrics),
                    Held.of(Metrics.of(agent)));
        }
    }

    /** What a process holds. */
    private record Held(double threads, double files) {
        static Held of(Metrics metrics) {
            return new Held(metrics.value("jvm_threads_live_threads"), metrics.value("process_files_open_files"));
        }

        void isWithin(Held before) {
            assertThat(threads).as("threads, before %s", before).isLessThan(before.threads + SLACK);
            assertThat(files).as("open files, before %s", before).isLessThan(before.files + SLACK);
        }
    }
}
