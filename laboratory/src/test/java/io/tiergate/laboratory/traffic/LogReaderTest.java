package io.tiergate.laboratory.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.laboratory.recorded.RecordedSet;
import io.tiergate.policy.compile.CompiledPolicy;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogReaderTest {
    private static final CompiledPolicy POLICY = Agent.policy("""
            policy: world
            reference: small
            tiers: [ { name: small, targets: [ { model: lab/cheap } ] } ]
            tasks: { sums: { owner: t, strategy: fixed, tier: small, answer: { kind: number } } }
            default_task: sums
            """);

    @TempDir
    Path folder;

    private final Agent agent = new Agent();

    @Test
    void folder_isReadForWhatAgentsWriteThere() throws IOException {
        String id = agent.serve(POLICY, "sums", model -> Agent.Says.number("-7.5"));
        agent.write(folder);
        Files.writeString(
                folder.resolve("feedback-20261130-1.jsonl"),
                "{\"v\":1,\"decision\":\"" + id
                        + "\",\"score\":0.5,\"source\":\"user\",\"time_ms\":3,\"author\":\"k\",\"tenant\":\"acme\"}\n"
                        + "{\"v\":1,\"decision\":\"" + id
                        + "\",\"score\":1.0,\"source\":\"user\",\"time_ms\":4,\"author\":\"o\",\"platform\":true}\n");
        Files.writeString(folder.resolve("notes.jsonl"), "{}\n");
        TrafficLog log = LogReader.read(List.of(folder));
        assertThat(log.problems()).isEmpty();
        assertThat(log.judgements())
                .containsExactly(
                        new Judgement(id, 0.5, "user", new Judgement.Author("k", "acme", false), 3),
                        new Judgement(id, 1, "user", new Judgement.Author("o", "", true), 4));
        Handled handled = log.requests().getFirst();
        assertThat(handled.tenant()).isEqualTo("acme");
        assertThat(handled.setting().strategy()).isEqualTo("fixed");
        assertThat(handled.setting().begins()).isEqualTo("small[lab/cheap]");
        Handled.Answer answer = handled.served().orElseThrow();
        assertThat(answer.outputTokens()).isEqualTo(40);
        assertThat(answer.millis()).isEqualTo(300);
        assertThat(answer.first()).isTrue();
        assertThat(answer.seen()).isNotNull();
        assertThat(answer.seen().traits().form().negative()).isTrue();
        assertThat(answer.seen().traits().form().decimal()).isTrue();
        assertThat(answer.seen().canonical()).isNotNull();
    }

    @Test
    void fileThatIsGivenTwice_countsOnce() throws IOException {
        agent.serve(POLICY, "sums", model -> Agent.Says.number("5"));
        Path file = agent.write(folder);
        TrafficLog log = LogReader.read(List.of(file, file));
        assertThat(log.requests()).hasSize(1);
        assertThat(log.repeated()).isEqualTo(1);
    }

    @Test
    void lineWithoutAnEnd_isPassedOver() throws IOException {
        agent.serve(POLICY, "sums", model -> Agent.Says.number("5"));
        Path file = agent.write(folder);
        Files.writeString(file, Files.readString(file) + "{\"v\":1,\"id\":\"agent-1.0000");
        TrafficLog log = LogReader.read(List.of(file));
        assertThat(log.requests()).hasSize(1);
        assertThat(log.cut()).isEqualTo(1);
        assertThat(log.problems()).isEmpty();
    }

    @Test
    void compressedFiles_areRead() throws IOException {
        agent.serve(POLICY, "sums", model -> Agent.Says.number("5"));
        Path file = folder.resolve("kept.jsonl.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(Files.readAllBytes(agent.write(folder)));
        }
        assertThat(LogReader.read(List.of(file)).requests()).hasSize(1);
    }

    @Test
    void badLines_areNamedWithTheirPlace() throws IOException {
        Path file = Files.writeString(folder.resolve("records.jsonl"), """
                {"v":1,
                {"v":2,"id":"agent-1.1"}
                {"decision":"agent-1.1","score":7}
                {"message":"hello"}

                {"v":1,"id":"agent-1.2","steps":[{"attempts":[{"target":"lab/cheap"}]}]}
                [1]
                """);
        assertThat(LogReader.read(List.of(file)).problems())
                .extracting(RecordedSet.Problem::line)
                .containsExactly(1L, 2L, 3L, 4L, 6L, 7L);
    }
}
