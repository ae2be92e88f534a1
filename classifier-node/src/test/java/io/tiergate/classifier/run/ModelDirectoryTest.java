package io.tiergate.classifier.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tiergate.classifier.model.ModelException;
import io.tiergate.classifier.model.ModelSet;
import io.tiergate.classifier.model.TestModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelDirectoryTest {
    private static final String OTHER_CARD = "{\"name\": \"other\", \"window\": 8, \"pooling\": \"mean\"}";

    @TempDir
    private Path directory;

    private final Shelf shelf = new Shelf("a");
    private ModelDirectory models;

    @BeforeEach
    void open() {
        models = new ModelDirectory(directory, shelf, Sets::load, Batching.NONE);
    }

    @AfterEach
    void close() {
        shelf.close();
    }

    @Test
    void setsThatAreThere_serveSideBySide_eachByItsDigest() {
        TestModels.encoder(directory.resolve("a"));
        TestModels.encoder(directory.resolve("b"), "kind");
        models.scan();
        Generation a = enter("");
        assertThat(shelf.isDefault(a)).isTrue();
        assertThat(shelf.generations()).hasSize(2);
        for (Generation generation : shelf.generations()) {
            Generation found = enter(generation.set().digest());
            assertThat(found).isSameAs(generation);
            found.leave();
        }
        a.leave();
    }

    @Test
    void changedSet_replacesTheOldOne_whichServesItsLastUserFirst() {
        TestModels.encoder(directory.resolve("a"));
        models.scan();
        Generation old = enter("");
        TestModels.write(directory, "a/card.json", OTHER_CARD);
        models.scan();
        Generation current = enter("");
        assertThat(current.set().name()).isEqualTo("other");
        assertThat(old.set().tokenize("bug", Set.of()).seen()).isEqualTo(3);
        assertThat(shelf.enter(old.set().digest())).isNull();
        old.leave();
        Sets.assertUnloaded(old.set());
        current.leave();
    }

    @Test
    void unchangedSet_isNotLoadedAgain() {
        TestModels.encoder(directory.resolve("a"));
        models.scan();
        Generation first = enter("");
        models.scan();
        Generation again = enter("");
        assertThat(again).isSameAs(first);
        first.leave();
        again.leave();
    }

    @Test
    void changeThatCannotBeLoaded_isTold_andTheOldSetServesOn() {
        TestModels.encoder(directory.resolve("a"));
        models.scan();
        TestModels.write(directory, "a/card.json", "{}");
        models.scan();
        assertThat(shelf.problems())
                .hasEntrySatisfying("a", problem -> assertThat(problem).contains("card.json: name is missing"));
        Generation old = enter("");
        assertThat(old.set().name()).isEqualTo("tiny");
        old.leave();
        TestModels.write(directory, "a/card.json", OTHER_CARD);
        models.scan();
        assertThat(shelf.problems()).isEmpty();
    }

    @Test
    void setThatGoes_isUnloaded_andItsProblemForgotten() throws IOException {
        TestModels.encoder(directory.resolve("a"));
        Files.createDirectory(directory.resolve("b"));
        models.scan();
        assertThat(shelf.problems()).containsOnlyKeys("b");
        ModelSet set = shelf.generations().iterator().next().set();
        Files.move(directory.resolve("a"), directory.resolve(".a"));
        Files.delete(directory.resolve("b"));
        models.scan();
        assertThat(shelf.enter("")).isNull();
        assertThat(shelf.problems()).isEmpty();
        Sets.assertUnloaded(set);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void setThatBreaksTheLoader_keepsNoOtherFromServing_andIsTold(boolean badly) {
        TestModels.encoder(directory.resolve("a"));
        TestModels.encoder(directory.resolve("b"), "kind");
        AtomicInteger loads = new AtomicInteger();
        ModelDirectory breaking = new ModelDirectory(
                directory,
                shelf,
                files -> {
                    if (loads.getAndIncrement() > 0) {
                        return Sets.load(files);
                    }
                    if (badly) {
                        throw new OutOfMemoryError("broken");
                    }
                    throw new IllegalStateException("broken");
                },
                Batching.NONE);
        breaking.scan();
        assertThat(shelf.problems())
                .hasEntrySatisfying("a", problem -> assertThat(problem).contains("broken"));
        assertThat(shelf.generations()).hasSize(1);
        breaking.scan();
        assertThat(loads).as("what did not change is not loaded again").hasValue(2);
    }

    @Test
    void setThatCannotBeRead_keepsNoOtherFromServing() throws IOException {
        TestModels.encoder(directory.resolve("a"));
        TestModels.encoder(directory.resolve("b"), "kind");
        Path closed = directory.resolve("b/heads");
        Files.setPosixFilePermissions(closed, Set.of());
        try {
            assumeTrue(!Files.isReadable(closed), "skipped: whoever runs this may read everything");
            models.scan();
            assertThat(shelf.problems())
                    .hasEntrySatisfying("b", problem -> assertThat(problem).contains("cannot be listed"));
            enter("").leave();
        } finally {
            Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void directoryWithTheJarsName_isRefused() {
        TestModels.encoder(directory.resolve("bundled"));
        models.scan();
        assertThat(shelf.problems()).containsOnlyKeys("bundled");
    }

    @Test
    void directoryThatIsNotThere_isRefused() {
        ModelDirectory none = new ModelDirectory(directory.resolve("none"), shelf, Sets::load, Batching.NONE);
        assertThatThrownBy(none::scan).isInstanceOf(ModelException.class).hasMessageContaining("none cannot be listed");
    }

    private Generation enter(String digest) {
        return Objects.requireNonNull(shelf.enter(digest));
    }
}
