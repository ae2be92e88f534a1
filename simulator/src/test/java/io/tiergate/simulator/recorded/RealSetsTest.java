package io.tiergate.simulator.recorded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RealSetsTest {
    private static Path data() {
        String told = System.getenv("TIERGATE_DATA");
        return told == null ? Path.of("..", "..", "shared", "data") : Path.of(told);
    }

    @ParameterizedTest
    @CsvSource({"zeroeval, 2286", "mmlupro, 9645", "ulab, 5608"})
    void realSet_hasNoBadLine(String name, int prompts) throws IOException {
        Path file = data().resolve("recorded").resolve(name + ".jsonl.gz");
        assumeTrue(Files.exists(file), "skipped: no " + file + "; set TIERGATE_DATA to the folder of recorded data");

        RecordedSet set = SetReader.read(file);

        assertThat(set.problems()).isEmpty();
        assertThat(set.prompts()).hasSize(prompts);
    }
}
