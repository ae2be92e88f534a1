package io.tiergate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.v1.ActivateRequest;
import io.tiergate.v1.DocumentKind;
import io.tiergate.v1.FleetState;
import io.tiergate.v1.Problem;
import io.tiergate.v1.PublishRequest;
import io.tiergate.v1.ResourceState;
import io.tiergate.v1.SplitRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentCommandsTest {
    @TempDir
    Path directory;

    private final FakeControlPlane controlPlane = new FakeControlPlane();
    private CommandLineFixture line;

    @BeforeEach
    void serve() throws IOException {
        line = new CommandLineFixture(directory).serve("127.0.0.1:7000", controlPlane.services());
        for (String name : List.of("policy.yaml", "faulty.yaml", "catalog.yaml", "access.yaml")) {
            Files.write(directory.resolve(name), SampleRecords.text(name));
        }
    }

    @AfterEach
    void stop() {
        line.close();
    }

    private void controlPlaneIsNamed() {
        line.environment.put("TIERGATE_CONTROL_PLANE", "127.0.0.1:7000");
    }

    @Test
    void validPolicy_needsNoControlPlane() {
        line.run("policy", "validate", "policy.yaml", "--catalog", "catalog.yaml")
                .endsWith(0)
                .prints("validate-valid.txt");
    }

    @Test
    void faultyPolicy_showsEveryProblemAtItsPlace() {
        line.run("policy", "validate", "faulty.yaml").endsWith(1).prints("validate-faulty.txt");
        line.json("policy", "validate", "faulty.yaml").endsWith(1).prints("validate-faulty.json");
    }

    @Test
    void colour_doesNotMoveTheCaret() {
        String coloured = line.colour().run("policy", "validate", "faulty.yaml").out();
        assertThat(coloured).contains("\u001b[31merror\u001b[0m");
        assertThat(coloured.replaceAll("\u001b\\[[0-9]*m", ""))
                .isEqualTo(new CommandLineFixture(directory)
                        .run("policy", "validate", "faulty.yaml")
                        .out());
    }

    @Test
    void kindsAreToldByTheContent() {
        assertThat(line.json("policy", "validate", "catalog.yaml").endsWith(0).out())
                .contains("\"kind\": \"catalog\"");
        assertThat(line.json("policy", "validate", "access.yaml").endsWith(0).out())
                .contains("\"kind\": \"access\"");
    }

    @Test
    void policyWithoutCatalogAtHand_isCheckedByTheControlPlane() throws IOException {
        Files.delete(directory.resolve("catalog.yaml"));
        line.run("policy", "validate", "policy.yaml").endsWith(2).notes("give --catalog FILE");
        controlPlaneIsNamed();
        controlPlane.problems.add(
                Problem.newBuilder().setSource("policy.yaml").setMessage("no").build());
        line.run("policy", "validate", "policy.yaml").endsWith(1);
    }

    @Test
    void publish_sendsTheTextAndWaitsForEveryAgent() {
        controlPlaneIsNamed();
        controlPlane.states = List.of(
                FakeControlPlane.fleet(ResourceState.State.SENDING, 6),
                FakeControlPlane.fleet(ResourceState.State.CONVERGED, 7));
        Run run = line.run("policy", "publish", "policy.yaml", "--message", "why", "--wait");
        run.endsWith(0).prints("publish.txt").notes("waiting for a2");
        PublishRequest request = (PublishRequest) controlPlane.asked.getFirst();
        assertThat(request.getKind()).isEqualTo(DocumentKind.DOCUMENT_KIND_POLICY);
        assertThat(request.getText()).startsWith("policy: support");
        line.json("policy", "publish", "policy.yaml", "--message", "why", "--wait")
                .endsWith(0)
                .prints("publish.json");
    }

    @Test
    void publish_failsWhereAnAgentWillNotRunIt() {
        controlPlaneIsNamed();
        for (ResourceState.State state :
                List.of(ResourceState.State.REJECTED, ResourceState.State.STALLED, ResourceState.State.UNREACHABLE)) {
            controlPlane.states = List.of(FakeControlPlane.fleet(state, 6));
            assertThat(line.run("policy", "publish", "policy.yaml", "--message", "why", "--wait")
                            .endsWith(1)
                            .out())
                    .contains("not converged: a2 ");
        }
    }

    @Test
    void publish_failsWhereTheTimeIsOver() {
        controlPlaneIsNamed();
        controlPlane.endless = true;
        controlPlane.states = List.of(FakeControlPlane.fleet(ResourceState.State.SENDING, 6));
        assertThat(line.run("policy", "publish", "policy.yaml", "--message", "why", "--wait", "--timeout", "50ms")
                        .endsWith(1)
                        .out())
                .contains("not converged: after 50 ms still waiting for a2");
    }

    @Test
    void publishToAnEmptyFleet_saysSo() {
        controlPlaneIsNamed();
        controlPlane.states = List.of(FleetState.getDefaultInstance());
        assertThat(line.run("policy", "publish", "policy.yaml", "--message", "why", "--wait")
                        .endsWith(0)
                        .out())
                .contains("no agent has joined the fleet yet");
    }

    @Test
    void refusedDocument_showsTheControlPlanesProblems() {
        controlPlaneIsNamed();
        controlPlane.problems.add(Problem.newBuilder()
                .setSource("policy.yaml")
                .setLine(1)
                .setColumn(9)
                .setMessage("`support` is a provider")
                .setSuggestion("choose another name")
                .build());
        line.run("policy", "publish", "policy.yaml", "--message", "why")
                .endsWith(1)
                .prints("publish-refused.txt");
    }

    @Test
    void noActivate_isNotActive() {
        controlPlaneIsNamed();
        assertThat(line.run("policy", "publish", "policy.yaml", "--message", "why", "--no-activate")
                        .endsWith(0)
                        .out())
                .contains("not active");
        line.run("policy", "publish", "policy.yaml", "--message", "why", "--no-activate", "--wait")
                .endsWith(2);
    }

    @Test
    void list_marksWhatIsActive() {
        controlPlaneIsNamed();
        line.run("policy", "list").endsWith(0).prints("list.txt");
        line.json("policy", "list").endsWith(0).prints("list.json");
    }

    @Test
    void show_printsTheTextWithoutControlCharacters() {
        controlPlaneIsNamed();
        assertThat(line.run("policy", "show", "support").endsWith(0).out()).isEqualTo("policy: support\ufffd[31m\n");
        line.json("policy", "show", "support").endsWith(0).prints("show.json");
    }

    @Test
    void activateRollbackAndSplit_showTheGeneration() {
        controlPlaneIsNamed();
        line.run("policy", "activate", "catalog", "--revision", "2").endsWith(0).prints("activate.txt");
        assertThat(((ActivateRequest) controlPlane.asked.getLast()).getKind())
                .isEqualTo(DocumentKind.DOCUMENT_KIND_CATALOG);
        line.json("policy", "rollback", "--resource", "access", "--wait").endsWith(1);
        line.run("policy", "rollback").endsWith(0).prints("rollback.txt");
        line.run("policy", "split", "support", "--candidate", "12", "--share", "0.25%")
                .endsWith(0)
                .prints("split.txt");
        assertThat(((SplitRequest) controlPlane.asked.getLast()).getBasisPoints())
                .isEqualTo(25);
        line.json("policy", "split", "support", "--candidate", "12", "--share", "0%")
                .endsWith(0)
                .prints("split.json");
    }

    @Test
    void import_makesACatalogOfThePriceFile() throws IOException {
        Files.writeString(directory.resolve("prices.json"), """
                {"gpt-4o-mini": {"litellm_provider": "openai", "mode": "chat", "max_input_tokens": 128000,
                 "max_output_tokens": 16384, "input_cost_per_token": 1.5e-07, "output_cost_per_token": 6e-07}}
                """);
        line.run("catalog", "import", "--litellm", "prices.json", "--models", "openai/*")
                .endsWith(0)
                .prints("import.txt");
        line.run("catalog", "import", "--litellm", "prices.json", "--models", "openai/*", "--out", "made.yaml")
                .endsWith(0);
        assertThat(line.json("policy", "validate", "made.yaml").endsWith(0).out())
                .contains("\"valid\": true");
        line.run("catalog", "import", "--litellm", "prices.json", "--models", "gpt-4o-minni")
                .endsWith(1)
                .prints("import-refused.txt");
    }
}
