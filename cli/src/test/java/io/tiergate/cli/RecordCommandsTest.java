package io.tiergate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.v1.ScanRequest;
import io.tiergate.v1.SpendRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordCommandsTest {
    @TempDir
    Path directory;

    private final FakeControlPlane controlPlane = new FakeControlPlane();
    private final FakeAgent one = new FakeAgent();
    private final FakeAgent two = new FakeAgent();
    private final SampleRecords samples = new SampleRecords();
    private CommandLineFixture line;

    @BeforeEach
    void serve() {
        line = new CommandLineFixture(directory)
                .serve("127.0.0.1:7000", controlPlane.services())
                .serve("127.0.0.1:7001", one.services())
                .serve("127.0.0.1:7002", two.services());
        line.environment.put("TIERGATE_CONTROL_PLANE", "127.0.0.1:7000");
        one.records.add(samples.served());
        two.records.add(samples.refused());
        controlPlane.documents.putAll(samples.documents);
    }

    @AfterEach
    void stop() {
        line.close();
    }

    @Test
    void explain_asksTheAgentThatTheIdNames() {
        line.run("explain", SampleRecords.SERVED).endsWith(0).prints("explain.txt");
        assertThat(two.asked).isEmpty();
        assertThat(line.json("explain", SampleRecords.SERVED).endsWith(0).out()).isEqualTo(samples.served() + "\n");
    }

    @Test
    void explain_tellsARefusalToo() {
        line.run("explain", SampleRecords.REFUSED, "--agent", "127.0.0.1:7002")
                .endsWith(0)
                .prints("explain-refused.txt");
    }

    @Test
    void explain_saysWhenAProviderWantedToBeAskedAgain() {
        one.records.clear();
        one.records.add(samples.served()
                .replaceFirst(
                        "\"ending\":\"answered\"",
                        "\"ending\":\"rate_limited\",\"detail\":\"slow down\",\"retry_after_ms\":2500"));
        assertThat(line.run("explain", SampleRecords.SERVED).endsWith(0).out())
                .contains(": rate_limited (slow down; try again in 2.50 s) after ");
    }

    @Test
    void explain_ofAHybrid_tellsWhatWasWeighedAndWhyItWentOn() {
        String hybrid = new String(SampleRecords.resource("/records/hybrid.json"), StandardCharsets.UTF_8);
        one.records.add(hybrid);
        line.run("explain", "agent-1.019aaddf-5e00-7abc-8def-0123456789ab", "--agent", "127.0.0.1:7001")
                .endsWith(0)
                .prints("explain-hybrid.txt");
    }

    @Test
    void unknownRecord_isANo() {
        line.run("explain", "a1.nothing").endsWith(1).notes("agent a1 has no record a1.nothing");
        line.run("explain", "a9.nothing").endsWith(3).notes("agent a9 is not in the fleet");
    }

    @Test
    void tail_mergesAgentsByTime() {
        line.run("records", "tail").endsWith(0).prints("tail.txt");
        line.run("records", "tail", "-n", "1", "--tenant", "acme", "--since", "1h")
                .endsWith(0);
        ScanRequest request = (ScanRequest) one.asked.getLast();
        assertThat(request.getTenant()).isEqualTo("acme");
        assertThat(request.getFromMillis()).isEqualTo(CommandLineFixture.NOW.toEpochMilli() - 3_600_000);
        assertThat(line.json("records", "tail").endsWith(0).out())
                .startsWith("[")
                .contains(SampleRecords.REFUSED);
    }

    @Test
    void followedRecords_areOneALine() {
        assertThat(line.json("records", "tail", "--follow").endsWith(0).out().lines())
                .containsExactlyInAnyOrder(samples.served(), samples.refused());
        assertThat(line.run("records", "tail", "-f").endsWith(0).out().lines()).hasSize(2);
    }

    @Test
    void cost_sumsAllAgents() {
        line.run("cost", "--by", "task").endsWith(0).prints("cost.txt");
        line.json("cost", "--by", "tenant").endsWith(0).prints("cost.json");
        assertThat(((SpendRequest) one.asked.getLast()).getBy()).isEqualTo(SpendRequest.By.TENANT);
    }

    @Test
    void replayOfWhatAgentsWrote_isTheSame() {
        assertThat(line.run("replay").endsWith(0).out()).isEqualTo("replayed 2 records: 2 same\n");
        line.json("replay").endsWith(0).prints("replay.json");
    }

    @Test
    void replayOfAChangedRecord_showsTheFirstDifference() throws IOException {
        Path file = directory.resolve("records.jsonl");
        Files.writeString(
                file,
                samples.served().replace("\"strategy\":\"cascade\"", "\"strategy\":\"route\"") + "\nno record\n"
                        + samples.refused() + "\n");
        Run run = line.run("replay", file.toString()).endsWith(1);
        assertThat(run.out())
                .contains(SampleRecords.SERVED + ": /plan/strategy was \"route\", is \"cascade\"")
                .endsWith("replayed 3 records: 1 same, 1 different, 1 cannot be replayed\n");
    }

    @Test
    void replayWithADirectoryOfDocuments_needsNoControlPlane() throws IOException {
        line.environment.clear();
        Path folder = Files.createDirectory(directory.resolve("documents"));
        int number = 0;
        for (byte[] document : samples.documents.values()) {
            Files.write(folder.resolve("document-" + number++), document);
        }
        Path file = directory.resolve("records.jsonl");
        Files.writeString(file, samples.served() + "\n");
        assertThat(line.run("replay", file.toString(), "--documents", "documents")
                        .endsWith(0)
                        .out())
                .isEqualTo("replayed 1 records: 1 same\n");
        Files.writeString(folder.resolve("document-0"), "{}");
        Files.writeString(folder.resolve("document-1"), "{}");
        Files.writeString(folder.resolve("document-2"), "{}");
        assertThat(line.run("replay", file.toString(), "--documents", "documents")
                        .endsWith(1)
                        .out())
                .contains("is not known");
    }

    @Test
    void replayWithRoutingUnknown_saysWhich() {
        controlPlane.documents.clear();
        assertThat(line.run("replay").endsWith(1).out()).contains("cannot be replayed: the routing sha256:");
    }
}
