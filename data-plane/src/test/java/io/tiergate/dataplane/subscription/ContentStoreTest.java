package io.tiergate.dataplane.subscription;

import static io.tiergate.dataplane.subscription.Samples.access;
import static io.tiergate.dataplane.subscription.Samples.routing;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.dataplane.model.ResourceKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentStoreTest {
    private static final Instant SINCE = Instant.parse("2026-11-22T10:00:00.123Z");
    private static final Content CONTENT = routing(7, "manifest", "one", "two");

    @TempDir
    Path temp;

    private Path folder;
    private ContentStore store;

    @BeforeEach
    void open() throws IOException {
        folder = temp.resolve("a").resolve("data");
        store = ContentStore.open(folder);
    }

    @Test
    void nothingWritten_isAbsent() {
        assertThat(store.read(ResourceKind.ROUTING)).isEqualTo(new Stored.Absent());
    }

    @Test
    void whatWasWritten_isReadBack_resourceByResource() throws IOException {
        store.write(CONTENT, SINCE);
        store.write(access(3, "callers"), SINCE);

        assertThat(store.read(ResourceKind.ROUTING)).isEqualTo(new Stored.Intact(CONTENT, SINCE));
        assertThat(store.read(ResourceKind.ACCESS)).isEqualTo(new Stored.Intact(access(3, "callers"), SINCE));
    }

    @Test
    void laterWrite_replacesTheEarlierOne_andLeavesNoOtherFile() throws IOException {
        store.write(routing(6, "a much longer manifest than the next one has"), SINCE);
        store.write(CONTENT, SINCE);

        assertThat(store.read(ResourceKind.ROUTING)).isEqualTo(new Stored.Intact(CONTENT, SINCE));
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(folder.resolve("routing.content"));
        }
    }

    @Test
    void writeThatWasCutShort_leavesTheOldOneAndDoesNotStopTheNext() throws IOException {
        store.write(routing(6, "old"), SINCE);
        Files.write(folder.resolve("routing.content.tmp"), new byte[] {1, 2, 3});

        assertThat(store.read(ResourceKind.ROUTING)).isEqualTo(new Stored.Intact(routing(6, "old"), SINCE));
        store.write(CONTENT, SINCE);
        assertThat(store.read(ResourceKind.ROUTING)).isEqualTo(new Stored.Intact(CONTENT, SINCE));
    }

    @Test
    void everyFlippedByte_isFound_movedAside_andNotFoundAgain() throws IOException {
        store.write(CONTENT, SINCE);
        Path file = folder.resolve("routing.content");
        byte[] good = Files.readAllBytes(file);
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 1;
            Files.write(file, bad);

            assertThat(store.read(ResourceKind.ROUTING))
                    .as("byte %d", i)
                    .isInstanceOfSatisfying(Stored.Damaged.class, damaged -> {
                        assertThat(damaged.file()).isEqualTo(file);
                        assertThat(damaged.movedTo()).isEqualTo(folder.resolve("routing.content.corrupt"));
                    });
            assertThat(Files.readAllBytes(folder.resolve("routing.content.corrupt")))
                    .isEqualTo(bad);
            assertThat(store.read(ResourceKind.ROUTING)).isEqualTo(new Stored.Absent());
        }
    }

    @Test
    void everyShorterFile_isFound() throws IOException {
        store.write(CONTENT, SINCE);
        Path file = folder.resolve("routing.content");
        byte[] good = Files.readAllBytes(file);
        for (int length = 0; length < good.length; length++) {
            Files.write(file, Arrays.copyOf(good, length));
            assertThat(store.read(ResourceKind.ROUTING)).as("%d bytes", length).isInstanceOf(Stored.Damaged.class);
        }
    }

    @Test
    void fileOfTheOtherResource_isFound() throws IOException {
        store.write(CONTENT, SINCE);
        Files.move(
                folder.resolve("routing.content"),
                folder.resolve("access.content"),
                StandardCopyOption.REPLACE_EXISTING);

        assertThat(store.read(ResourceKind.ACCESS))
                .isInstanceOfSatisfying(
                        Stored.Damaged.class,
                        damaged -> assertThat(damaged.problem()).contains("another resource"));
    }

    @Test
    void fileOfALaterFormat_saysSo() throws IOException {
        store.write(CONTENT, SINCE);
        byte[] bytes = Files.readAllBytes(folder.resolve("routing.content"));
        bytes[3] = 9;
        Files.write(folder.resolve("routing.content"), bytes);

        assertThat(store.read(ResourceKind.ROUTING))
                .isInstanceOfSatisfying(
                        Stored.Damaged.class,
                        damaged -> assertThat(damaged.problem()).contains("format 9"));
    }
}
