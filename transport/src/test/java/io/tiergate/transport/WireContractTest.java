package io.tiergate.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The wire contract, as it is written: who builds on it reads nothing else. */
class WireContractTest {
    private static final Path CONTRACT = Path.of("../proto/src/main/proto/tiergate/v1");
    /** A message, enum, service, rpc, oneof or field; not a value of an enum. */
    private static final Pattern DEFINITION = Pattern.compile(
            "(?:(?:message|enum|service|rpc|oneof)\\b.*|(?:repeated |optional )?(?:map<.*>|[\\w.]+) \\w+ = \\d+.*;)");

    @Test
    void everyMessageAndField_isDocumented() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(CONTRACT)) {
            files = all.filter(file -> file.toString().endsWith(".proto"))
                    .sorted()
                    .toList();
        }
        assertThat(files).hasSizeGreaterThanOrEqualTo(7);
        List<String> bare = new ArrayList<>();
        int definitions = 0;
        for (Path file : files) {
            String before = "";
            for (String line : Files.readAllLines(file)) {
                String text = line.strip();
                if (DEFINITION.matcher(text).matches()) {
                    definitions++;
                    if (!before.startsWith("//")) {
                        bare.add(file.getFileName() + ": " + text);
                    }
                }
                before = text.isEmpty() ? before : text;
            }
        }
        assertThat(definitions).isGreaterThan(300);
        assertThat(bare).isEmpty();
    }
}
