package io.tiergate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.v1.CreateKeyRequest;
import io.tiergate.v1.FleetState;
import io.tiergate.v1.ResourceState;
import io.tiergate.v1.RotateKeyRequest;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetAndKeysTest {
    @TempDir
    Path directory;

    private final FakeControlPlane controlPlane = new FakeControlPlane();
    private CommandLineFixture line;

    @BeforeEach
    void serve() {
        line = new CommandLineFixture(directory).serve("127.0.0.1:7000", controlPlane.services());
        line.environment.put("TIERGATE_CONTROL_PLANE", "127.0.0.1:7000");
    }

    @AfterEach
    void stop() {
        line.close();
    }

    @Test
    void fleet_showsWhatEveryAgentRuns() {
        controlPlane.states = List.of(FakeControlPlane.fleet(ResourceState.State.REJECTED, 6));
        line.run("fleet").endsWith(0).prints("fleet.txt");
        line.json("fleet").endsWith(0).prints("fleet.json");
    }

    @Test
    void emptyFleet_saysSo() {
        controlPlane.states = List.of(FleetState.getDefaultInstance());
        assertThat(line.run("fleet").endsWith(0).out()).isEqualTo("no agent has joined\n");
    }

    @Test
    void watchedFleet_isShownAtEveryChange() {
        controlPlane.states = List.of(
                FakeControlPlane.fleet(ResourceState.State.SENDING, 6),
                FakeControlPlane.fleet(ResourceState.State.CONVERGED, 7));
        assertThat(line.json("fleet", "--watch").endsWith(0).out().lines())
                .hasSize(2)
                .allMatch(object -> object.startsWith("{\"time\":"));
    }

    @Test
    void newKey_isAloneOnStandardOutput() {
        Run run = line.run("keys", "create", "--tenant", "acme", "--expires", "90d")
                .endsWith(0);
        assertThat(run.out()).isEqualTo("tg_abcd2345_s3cret\n");
        run.notes("key abcd2345 created for tenant acme, access generation 4; keep it: it is not shown again");
        CreateKeyRequest request = (CreateKeyRequest) controlPlane.asked.getLast();
        assertThat(request.getExpires()).isEqualTo(FakeControlPlane.time(90 * 86_400));
        line.json("keys", "create", "--role", "viewer").endsWith(0).prints("key.json");
    }

    @Test
    void rotateAndRevoke_nameTheKey() {
        line.run("keys", "rotate", "abcd2345", "--grace", "1h").endsWith(0).notes("takes the place of abcd2345");
        assertThat(((RotateKeyRequest) controlPlane.asked.getLast()).getGraceSeconds())
                .isEqualTo(3_600);
        line.run("keys", "revoke", "abcd2345").endsWith(0).prints("revoke.txt");
        line.json("keys", "revoke", "abcd2345").endsWith(0).prints("revoke.json");
    }
}
