package io.tiergate.controlplane.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** On a real PostgreSQL, started for the tests. Started by root it runs in a user namespace of its own (`unshare`). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresStoreTest extends StoreContract {
    @SuppressWarnings("NullAway.Init")
    private EmbeddedPostgres postgres;

    @SuppressWarnings("NullAway.Init")
    private StoreContext context;

    @BeforeAll
    void open(@TempDir Path directory) throws IOException {
        try {
            postgres = EmbeddedPostgres.builder()
                    .setOverrideWorkingDirectory(directory.toFile())
                    .start();
        } catch (IOException | IllegalStateException e) {
            Assumptions.abort("no PostgreSQL for the store's tests on this machine: " + e);
        }
        context = new StoreContext(properties(directory));
    }

    @AfterAll
    void close() throws IOException {
        if (context != null) {
            context.close();
        }
        if (postgres != null) {
            postgres.close();
        }
    }

    @Override
    Store store() {
        return context.store();
    }

    @Test
    void twoControlPlanes_seeEachOthersWork(@TempDir Path directory) {
        try (StoreContext second = new StoreContext(properties(directory))) {
            second.store().save(StoreContract.draft("shared", "a"));

            assertThat(store().save(StoreContract.draft("shared", "a")).created())
                    .isFalse();
        }
    }

    @Test
    void serverThatDoesNotAnswer_isNamedWithoutItsPassword() {
        assertThatThrownBy(() -> Database.connect("jdbc:postgresql://127.0.0.1:1/x?password=hidden", "", ""))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("jdbc:postgresql://127.0.0.1:1/x")
                .message()
                .doesNotContain("hidden");
    }

    @Test
    void otherDatabases_areRefused() {
        assertThatThrownBy(() -> Database.connect("jdbc:mysql://x/y", "", ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("jdbc:postgresql:");
    }

    private Map<String, Object> properties(Path directory) {
        return Map.of(
                "tiergate.data-dir", directory.toString(),
                "tiergate.database.url", postgres.getJdbcUrl("postgres", "postgres"));
    }
}
