package io.tiergate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchCommandsTest {
    private static final String ADDRESS = "127.0.0.1:8490";

    @TempDir
    Path directory;

    private CommandLineFixture line;

    @BeforeEach
    void serve() {
        line = new CommandLineFixture(directory).serve(ADDRESS, new FakeClassifier());
    }

    @AfterEach
    void stop() {
        line.close();
    }

    @Test
    void everyLengthOfTheModelsWindow_isMeasuredWithEveryShapeOfLoad() {
        Run run = line.run("bench", "classifier", "--classifier", ADDRESS, "--for", "1ms")
                .endsWith(0);
        List<String> lines = run.out().lines().toList();
        assertThat(lines.get(0)).isEqualTo("fake on cpu, sha256:01");
        assertThat(lines.get(1).split(" {2,}")).endsWith("P50", "P99", "TEXTS/S", "TEXTS/CPU-S");
        assertThat(lines.subList(2, lines.size()).stream()
                        .map(row -> List.of(row.strip().split(" +")).subList(0, 3).stream()
                                .collect(Collectors.joining(" "))))
                .containsExactly(
                        "16 1 1", "16 8 1", "16 32 1", "16 1 8", "16 1 32", "64 1 1", "64 8 1", "64 32 1", "64 1 8",
                        "64 1 32");
        assertThat(line.presented).containsOnly(""); // no key of `up` goes to a node
    }

    @Test
    void modelThatTheNodeHasNot_isRefusedWithThoseThatItHas() {
        line.run("bench", "classifier", "--classifier", ADDRESS, "--model", "sha256:02")
                .endsWith(2)
                .notes("the node has no model sha256:02; it has sha256:01");
    }

    @Test
    void nodeThatIsNotThere_isSaid() {
        line.run("bench", "classifier", "--classifier", "127.0.0.1:1")
                .endsWith(3)
                .notes("the classifier node at 127.0.0.1:1");
    }
}
