package io.tiergate.controlplane.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class H2StoreTest extends StoreContract {
    @SuppressWarnings("NullAway.Init")
    private StoreContext context;

    @BeforeAll
    void open(@TempDir Path directory) {
        context = new StoreContext(Map.of("tiergate.data-dir", directory.toString()));
    }

    @AfterAll
    void close() {
        context.close();
    }

    @Override
    Store store() {
        return context.store();
    }

    @Test
    void reopenedFile_hasEverything(@TempDir Path other) {
        try (StoreContext first = new StoreContext(Map.of("tiergate.data-dir", other.toString()))) {
            first.store().save(StoreContract.draft("kept", "a"));
        }
        try (StoreContext second = new StoreContext(Map.of("tiergate.data-dir", other.toString()))) {
            assertThat(second.store().list(null, "kept", 9)).hasSize(1);
        }
    }

    @Test
    void fileInUse_saysSo(@TempDir Path other) throws IOException {
        Database.openFile(other).close();
        // What another process that has the file open holds.
        try (FileChannel channel = FileChannel.open(other.resolve("tiergate.mv.db"), StandardOpenOption.WRITE);
                FileLock _ = channel.lock()) {
            assertThatThrownBy(() -> Database.openFile(other))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("in use by another process")
                    .hasMessageContaining("--data-dir");
        }
    }

    @Test
    void damagedFile_isRefused(@TempDir Path other) throws IOException {
        Files.writeString(other.resolve("tiergate.mv.db"), "this is no database, whatever its name says ".repeat(500));

        assertThatThrownBy(() -> Database.openFile(other))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("tiergate.mv.db");
    }

    @Test
    void removedFile_isGone_notWrittenIntoTheVoid(@TempDir Path other) throws IOException {
        try (StoreContext opened = new StoreContext(Map.of("tiergate.data-dir", other.toString()))) {
            Store store = opened.store();
            store.save(StoreContract.draft("void", "a"));
            Files.delete(other.resolve("tiergate.mv.db"));

            assertThatThrownBy(() -> store.save(StoreContract.draft("void", "b")))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("is gone");
            assertThatThrownBy(store::ping).isInstanceOf(StoreUnavailableException.class);
        }
    }
}
