package io.tiergate.controlplane.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.policy.access.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootstrapKeysTest {
    @TempDir
    Path temporary;

    @Test
    void directoryThatIsNotThere_isMade() throws IOException {
        Path directory = temporary.resolve("not").resolve("there");
        BootstrapKeys keys = new BootstrapKeys(directory);

        keys.mint();

        Caller operator = keys.identify(
                Files.readString(directory.resolve("operator.key")).strip());
        assertThat(operator).isNotNull();
        assertThat(operator.has(Role.OPERATOR)).isTrue();
        assertThat(keys.identify("tg_nobody_has_this")).isNull();
    }
}
