package io.tiergate.systemtests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Recorded sets of real answers, which are too large for the project. */
final class RecordedSets {
    private RecordedSets() {}

    /** The set of that name; where there is none, the test is skipped with a line. */
    static Path find(String name) {
        String data = Objects.requireNonNullElse(System.getenv("TIERGATE_DATA"), "../shared/data");
        Path set = Homes.project()
                .resolve(data)
                .resolve("recorded/" + name + ".jsonl.gz")
                .normalize();
        assumeTrue(Files.exists(set), "skipped: no recorded set at " + set + "; set TIERGATE_DATA to the data folder");
        return set;
    }
}
