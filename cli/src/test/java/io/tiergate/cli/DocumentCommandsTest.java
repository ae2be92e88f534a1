package io.tiergate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.policy.document.Document;
import io.tiergate.policy.document.Problems;
import io.tiergate.v1.ActivateRequest;
import io.tiergate.v1.DocumentKind;
import io.tiergate.v1.FleetState;
import io.tiergate.v1.GetRevisionRequest;
import io.tiergate.v1.Problem;
import io.tiergate.v1.PublishRequest;
import io.tiergate.v1.ResourceState;
import io.tiergate.v1.SplitRequest;
import io.tiergate.v1.ValidateRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
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
        for (String name : List.of("policy.yaml", "faulty.yaml", "catalog.yaml", "access.yaml", "estimates.yaml")) {
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

    /** A policy whose chat task goes by the estimates of that digest. */
    private void writeLearnedPolicy(String digest) throws IOException {
        Files.writeString(
                directory.resolve("learned.yaml"),
                new String(SampleRecords.text("policy.yaml"), StandardCharsets.UTF_8)
                        .replace("strategy: fixed, tier: mid", "strategy: hybrid")
                        .replace("reference:", "pins: { estimates: \"" + digest + "\" }\nreference:"));
    }

    private static String digestOfEstimates() {
        return Objects.requireNonNull(Document.read(SampleRecords.text("estimates.yaml"), new Problems("")))
                .digest()
                .toString();
    }

    @Test
    void estimates_areToldByTheirFirstKey() throws IOException {
        assertThat(line.json("policy", "validate", "estimates.yaml").endsWith(0).out())
                .contains("\"kind\": \"estimates\"", digestOfEstimates());
        Files.writeString(directory.resolve("estimates.yaml"), "estimates: x\n\t");
        line.run("policy", "validate", "estimates.yaml").endsWith(1);
    }

    @Test
    void policyThatPinsEstimates_isCheckedWithThem() throws IOException {
        writeLearnedPolicy(digestOfEstimates());
        line.run("policy", "validate", "learned.yaml", "--estimates", "estimates.yaml")
                .endsWith(0);
        line.run("policy", "validate", "learned.yaml").endsWith(2).notes("give --estimates FILE");
        controlPlaneIsNamed();
        line.run("policy", "validate", "learned.yaml").endsWith(0);
        ValidateRequest request = (ValidateRequest) controlPlane.asked.getLast();
        assertThat(request.getCatalogText()).startsWith("catalog:");
        assertThat(request.getEstimatesText()).isEmpty();
        writeLearnedPolicy("sha256:" + "0".repeat(64));
        assertThat(line.run("policy", "validate", "learned.yaml", "--estimates", "estimates.yaml")
                        .endsWith(1)
                        .out())
                .contains("there are no estimates sha256:0000");
    }

    @Test
    void publishedEstimates_sayWhatToPin() {
        controlPlaneIsNamed();
        line.run("policy", "publish", "estimates.yaml", "--message", "why")
                .endsWith(0)
                .prints("publish-estimates.txt");
        assertThat(((PublishRequest) controlPlane.asked.getFirst()).getKind())
                .isEqualTo(DocumentKind.DOCUMENT_KIND_ESTIMATES);
        assertThat(line.json("policy", "publish", "estimates.yaml", "--message", "why")
                        .endsWith(0)
                        .out())
                .contains("\"generation\": null");
        line.run("policy", "publish", "estimates.yaml", "--message", "why", "--wait")
                .endsWith(2)
                .notes("only stored");
    }

    @Test
    void policyAndItsEstimates_arePublishedTogether_estimatesFirst() throws IOException {
        controlPlaneIsNamed();
        writeLearnedPolicy(digestOfEstimates());
        line.run("policy", "publish", "learned.yaml", "--estimates", "estimates.yaml", "--message", "why")
                .endsWith(0)
                .prints("publish-both.txt");
        assertThat(controlPlane.asked)
                .map(request -> ((PublishRequest) request).getKind())
                .containsExactly(DocumentKind.DOCUMENT_KIND_ESTIMATES, DocumentKind.DOCUMENT_KIND_POLICY);
        line.json("policy", "publish", "learned.yaml", "--estimates", "estimates.yaml", "--message", "why")
                .endsWith(0)
                .prints("publish-both.json");
    }

    @Test
    void policyThatPinsOtherEstimates_isNotPublished_andSaysWhatToWrite() throws IOException {
        controlPlaneIsNamed();
        writeLearnedPolicy("sha256:" + "0".repeat(64));
        for (String policy : List.of("learned.yaml", "policy.yaml")) {
            line.run("policy", "publish", policy, "--estimates", "estimates.yaml", "--message", "why")
                    .endsWith(2)
                    .notes("write pins: { estimates: \"" + digestOfEstimates() + "\" }");
        }
        line.run("policy", "publish", "catalog.yaml", "--estimates", "estimates.yaml", "--message", "why")
                .endsWith(2);
        assertThat(controlPlane.asked).isEmpty();
    }

    @Test
    void show_takesAKindWhereTheNameDoesNotTell() {
        controlPlaneIsNamed();
        line.run("policy", "show", "learned", "--kind", "estimates").endsWith(0);
        assertThat(((GetRevisionRequest) controlPlane.asked.getLast()).getKind())
                .isEqualTo(DocumentKind.DOCUMENT_KIND_ESTIMATES);
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
