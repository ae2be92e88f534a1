package io.tiergate.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    @Test
    void directory_isOneAgentsUntilItGoes(@TempDir Path folder) throws IOException {
        Path path = folder.resolve("a/b");
        try (DataDirectory first = DataDirectory.take(path)) {
            assertThat(first.path()).isDirectory();
            assertThatThrownBy(() -> DataDirectory.take(path))
                    .isInstanceOf(DataDirectory.InUseException.class)
                    .hasMessage("another agent uses the data directory " + path
                            + ": stop it, or give this one its own with --data-dir DIR");
        }
        try (DataDirectory again = DataDirectory.take(path)) {
            assertThat(again.path()).isEqualTo(path);
        }
    }

    @Test
    void fileInItsPlace_isNoDirectory(@TempDir Path folder) throws IOException {
        Path file = Files.createFile(folder.resolve("data"));
        assertThatThrownBy(() -> DataDirectory.take(file)).isInstanceOf(IOException.class);
    }
}
