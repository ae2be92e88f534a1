package io.tiergate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.tiergate.cli.session.UpState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OptionsTest {
    @TempDir
    Path directory;

    private final FakeControlPlane controlPlane = new FakeControlPlane();
    private final FakeAgent agent = new FakeAgent();
    private CommandLineFixture line;

    @BeforeEach
    void serve() {
        line = new CommandLineFixture(directory)
                .serve("127.0.0.1:7000", controlPlane.services())
                .serve("127.0.0.1:7001", agent.services());
    }

    @AfterEach
    void stop() {
        line.close();
    }

    private Path write(String name, String text) {
        try {
            return Files.writeString(directory.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void globalOptions_beforeOrAfterTheCommand_meanTheSame() {
        Run after = line.run("fleet", "--control-plane", "127.0.0.1:7000", "--output", "json");
        Run before = line.run("--output", "json", "--control-plane", "127.0.0.1:7000", "fleet");
        assertThat(before).isEqualTo(after.endsWith(0));
        assertThat(line.run("--output", "json", "policy", "--control-plane", "127.0.0.1:7000", "list")
                        .out())
                .startsWith("[");
    }

    @Test
    void badUsage_isOneLineThatSaysWhatToDo() {
        String[][] commands = {
            {},
            {"versio"},
            {"policy"},
            {"policy", "validate"},
            {"fleet", "--output", "xml"},
            {"fleet", "extra"},
            {"policy", "publish", "nowhere.yaml"},
            {"explain", "no-id"},
            {"policy", "split", "a", "--candidate", "2", "--share", "5"},
            {"cost", "--since", "yesterday"},
            {"fleet", "--control-plane", "http://127.0.0.1:7000"},
            {"policy", "validate", "nowhere.yaml"},
            {"complete", "x", "--agent", "nowhere"},
            {"fleet", "--control-plane", "127.0.0.1:7000", "--cert", "only.pem"},
            {"keys", "create"},
        };
        for (String[] command : commands) {
            Run run = line.run(command).endsWith(2);
            assertThat(run.out()).isEmpty();
            assertThat(run.err()).matches("tiergate: [^\n]+; [^\n]+\n");
        }
    }

    @Test
    void aMistypedCommand_isSuggested() {
        line.run("versio").notes("did you mean `version`");
    }

    @Test
    void noControlPlane_saysHowToNameOne() {
        line.run("fleet").endsWith(3).notes("tiergate: no control plane is named; give --control-plane HOST:PORT");
    }

    @Test
    void controlPlaneThatIsNotThere_cannotBeReached() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        line.run("fleet", "--control-plane", "127.0.0.1:" + free)
                .endsWith(3)
                .notes("tiergate: cannot reach the control plane at 127.0.0.1:" + free);
    }

    @Test
    void missingRole_isRefused() {
        controlPlane.refusal = Status.PERMISSION_DENIED.withDescription("ada lacks the role operator");
        line.run("keys", "revoke", "abcd2345", "--control-plane", "127.0.0.1:7000")
                .endsWith(4)
                .notes("ada lacks the role operator; use a key that has the role");
    }

    @Test
    void missingKey_isRefused() {
        controlPlane.refusal = Status.UNAUTHENTICATED.withDescription("no valid credential");
        line.run("fleet", "--control-plane", "127.0.0.1:7000").endsWith(4).notes("give a key with --key");
    }

    @Test
    void aServersBug_isABug() {
        controlPlane.refusal = Status.INTERNAL.withDescription("see the log");
        line.run("fleet", "--control-plane", "127.0.0.1:7000").endsWith(70);
    }

    @Test
    void aNo_isOne() {
        controlPlane.refusal = Status.FAILED_PRECONDITION.withDescription("policy support has no catalog");
        line.run("policy", "rollback", "--control-plane", "127.0.0.1:7000")
                .endsWith(1)
                .notes("tiergate: policy support has no catalog\n");
    }

    @Test
    void aKeyInPlaceOfItsReference_isNotRepeated() {
        Run run = line.run("fleet", "--control-plane", "127.0.0.1:7000", "--key", "tg_abcd2345_s3cret")
                .endsWith(2);
        assertThat(run.err()).doesNotContain("s3cret").contains("env:NAME or --key file:PATH");
    }

    @Test
    void keyFile_isPresented() {
        Path key = write("my key", "tg_abcd2345_s3cret\n");
        line.run("fleet", "--control-plane", "127.0.0.1:7000", "--key", "file:" + key)
                .endsWith(0);
        assertThat(line.presented).containsExactly("Bearer tg_abcd2345_s3cret");
    }

    @Test
    void environment_namesTheControlPlane() {
        line.environment.put("TIERGATE_CONTROL_PLANE", "127.0.0.1:7000");
        line.run("fleet").endsWith(0);
    }

    @Test
    void stateOfUp_namesAddressesAndKeys() throws IOException {
        Path operator = write("operator.key", "operator-secret\n");
        Path viewer = write("agents.key", "viewer-secret\n");
        Path caller = write("caller.key", "caller-secret\n");
        new UpState(
                        "127.0.0.1:7000",
                        List.of(new UpState.Agent("a1", "127.0.0.1:7001", "127.0.0.1:8001")),
                        operator,
                        viewer,
                        caller)
                .write(directory);
        line.run("fleet").endsWith(0);
        line.run("complete", "What is the capital of France?").endsWith(0);
        assertThat(line.presented).containsExactly("Bearer operator-secret", "Bearer caller-secret");
        line.presented.clear();
        line.run("cost", "--agent", "127.0.0.1:7001").endsWith(0);
        assertThat(line.presented).containsExactly("Bearer viewer-secret");
    }

    @Test
    void damagedStateOfUp_isNamed() throws IOException {
        Files.createDirectories(directory.resolve(".tiergate"));
        write(".tiergate/up.json", "{");
        line.run("fleet").endsWith(2).notes("up.json; remove it and run `tiergate up` again");
    }

    @Test
    void recordsWithTheControlPlaneGone_comeFromTheAgentsThatRunHere() throws IOException {
        Path key = write("key", "secret\n");
        new UpState("127.0.0.1:1", List.of(new UpState.Agent("a1", "127.0.0.1:7001", "127.0.0.1:8001")), key, key, key)
                .write(directory);
        line.run("cost").endsWith(0);
    }

    @Test
    void version_isShown() {
        assertThat(line.json("version").endsWith(0).out()).contains("\"version\": ");
    }

    @Test
    void help_isShownForEveryCommand() {
        for (String command : List.of(
                "policy publish",
                "fleet",
                "complete",
                "decide",
                "explain",
                "records tail",
                "cost",
                "replay",
                "keys create",
                "catalog import")) {
            assertThat(line.run((command + " --help").split(" ")).endsWith(0).out())
                    .startsWith("Usage: tiergate " + command);
        }
    }
}
