package io.tiergate.dataplane.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiergate.transport.SecretReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterKeysTest {
    private static final byte[] SECRET = HexFormat.of().parseHex("fb".repeat(31) + "ff");

    @TempDir
    private Path folder;

    @Test
    void hexAndBase64_areTheSameKey() throws IOException {
        int hex = id(HexFormat.of().formatHex(SECRET) + "\n");

        assertThat(id(Base64.getEncoder().encodeToString(SECRET))).isEqualTo(hex);
        assertThat(id(Base64.getUrlEncoder().withoutPadding().encodeToString(SECRET)))
                .isEqualTo(hex);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hunter2-hunter2", "c2hvcnQ=", "zz", "!!!!"})
    void notAKey_isRefusedWithoutShowingIt(String text) {
        assertThatThrownBy(() -> id(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("file:")
                .hasMessageContaining("32 bytes")
                .hasMessageNotContaining(text);
    }

    @Test
    void sixtyFourCharactersThatAreNotHex_areRefused() {
        assertThatThrownBy(() -> id("g".repeat(64))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void printedKey_doesNotShowTheSecret() throws IOException {
        ClusterKeys keys = read(HexFormat.of().formatHex(SECRET));

        assertThat(keys.current().toString()).doesNotContain("fbfb");
    }

    private int id(String text) throws IOException {
        return read(text).current().id();
    }

    private ClusterKeys read(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("key"), text);
        return ClusterKeys.read(new SecretReference("file:" + file), List.of());
    }
}
