package io.tiergate.dataplane.cache.vector;

import static io.tiergate.dataplane.cache.vector.Vectors.FOR_EVER;
import static io.tiergate.dataplane.cache.vector.Vectors.NOW;
import static io.tiergate.dataplane.cache.vector.Vectors.PARTITION;
import static io.tiergate.dataplane.cache.vector.Vectors.bruteForce;
import static io.tiergate.dataplane.cache.vector.Vectors.clustered;
import static io.tiergate.dataplane.cache.vector.Vectors.key;
import static io.tiergate.dataplane.cache.vector.Vectors.near;
import static io.tiergate.dataplane.cache.vector.Vectors.vector;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.dataplane.cache.CacheKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
class VectorIndexTest {
    private static final int WIDTH = 64;

    @TempDir
    private Path directory;

    private final ArrayDeque<Runnable> builds = new ArrayDeque<>();
    private final Random random = new Random(7);
    private final Map<CacheKey, QuantizedVector> all = new HashMap<>();
    private VectorIndex index;

    @BeforeEach
    void open() throws IOException {
        index = new VectorIndex(new VectorSettings(directory.resolve("graphs"), 1_000, 200, 5_000, 32), builds::add);
    }

    @AfterEach
    void close() {
        index.close();
        assertThat(directory.resolve("graphs")).doesNotExist();
    }

    private void build() {
        for (Runnable build = builds.poll(); build != null; build = builds.poll()) {
            build.run();
        }
    }

    private void add(int from, int to) {
        for (int i = from; i < to; i++) {
            QuantizedVector vector = clustered(random, WIDTH, 50);
            all.put(key(i), vector);
            assertThat(index.add(PARTITION, key(i), vector, FOR_EVER)).isTrue();
        }
    }

    private void remove(int from, int to) {
        for (int i = from; i < to; i++) {
            index.remove(key(i));
            all.remove(key(i));
        }
    }

    private QuantizedVector vectorOf(int number) {
        return Objects.requireNonNull(all.get(key(number)));
    }

    /** Share of queries whose nearest is found. */
    private double recall(int queries) {
        int found = 0;
        List<QuantizedVector> kept = List.copyOf(all.values());
        for (int i = 0; i < queries; i++) {
            QuantizedVector query = near(random, kept.get(random.nextInt(kept.size())), 0.25);
            List<CacheKey> nearest = index.nearest(PARTITION, query, 1, NOW);
            found += nearest.equals(bruteForce(all, query, 1)) ? 1 : 0;
        }
        return (double) found / queries;
    }

    @Test
    void few_areComparedOneByOne_exactly() {
        add(0, 900);
        for (int i = 0; i < 50; i++) {
            QuantizedVector query = clustered(random, WIDTH, 50);
            assertThat(index.nearest(PARTITION, query, 8, NOW)).isEqualTo(bruteForce(all, query, 8));
        }
        assertThat(builds).isEmpty();
    }

    @Test
    void many_getAGraph_thatFindsTheNearest() {
        add(0, 3_000);
        build();

        assertThat(index.size()).isEqualTo(new VectorIndex.Size(3_000, 1, 1, 300_000));
        assertThat(recall(300)).isGreaterThan(0.97);
    }

    @Test
    void freshOnes_areFoundAtOnce_besideAGraph() {
        add(0, 1_000);
        build();
        add(1_000, 1_150);

        assertThat(builds).isEmpty();
        for (int i = 1_000; i < 1_150; i++) {
            assertThat(index.nearest(PARTITION, vectorOf(i), 1, NOW)).containsExactly(key(i));
        }
    }

    @Test
    void removed_areNotFound_beforeTheGraphKnows_norAfterwards() {
        add(0, 1_500);
        build();
        QuantizedVector gone = vectorOf(5);
        remove(0, 150);
        assertThat(index.nearest(PARTITION, gone, 3, NOW))
                .doesNotContain(key(5))
                .isNotEmpty();

        remove(150, 600);
        build();

        assertThat(index.nearest(PARTITION, gone, 3, NOW))
                .doesNotContain(key(5))
                .isNotEmpty();
        assertThat(recall(200)).isGreaterThan(0.97);
        assertThat(index.size().vectors()).isEqualTo(900);
    }

    @Test
    void removedWhileTheGraphIsBuilt_staysRemoved() {
        add(0, 1_000); // the build is asked for
        QuantizedVector gone = vectorOf(5);
        remove(5, 6);
        build();

        assertThat(index.nearest(PARTITION, gone, 3, NOW)).doesNotContain(key(5));
    }

    @Test
    void removedAndAddedAnew_isFoundOnce() {
        add(0, 1_200);
        build();
        QuantizedVector vector = vectorOf(7);
        index.remove(key(7));
        assertThat(index.add(PARTITION, key(7), vector, FOR_EVER)).isTrue();
        add(1_200, 1_500);
        build();

        assertThat(index.nearest(PARTITION, vector, 5, NOW)).startsWith(key(7)).doesNotHaveDuplicates();
    }

    @Test
    void expired_areNotFound_inListOrGraph() {
        add(0, 1_000);
        Footprint short_ = new Footprint(0, NOW + 1, 100);
        QuantizedVector vector = clustered(random, WIDTH, 50);
        assertThat(index.add(PARTITION, key(5_000), vector, short_)).isTrue();

        assertThat(index.nearest(PARTITION, vector, 1, NOW)).containsExactly(key(5_000));
        assertThat(index.nearest(PARTITION, vector, 1, NOW + 1)).doesNotContain(key(5_000));
        build();
        assertThat(index.nearest(PARTITION, vector, 1, NOW)).containsExactly(key(5_000));
        assertThat(index.nearest(PARTITION, vector, 1, NOW + 1)).doesNotContain(key(5_000));
    }

    @Test
    void storedAnew_livesAsLongAsTheNewOne() {
        QuantizedVector vector = vector(1, 2, 3);
        assertThat(index.add(PARTITION, key(1), vector, new Footprint(0, NOW, 50)))
                .isTrue();
        assertThat(index.add(PARTITION, key(1), vector, new Footprint(5, NOW + 10, 70)))
                .isTrue();

        assertThat(index.nearest(PARTITION, vector, 1, NOW + 5)).containsExactly(key(1));
        assertThat(index.size()).isEqualTo(new VectorIndex.Size(1, 1, 0, 70));
    }

    @Test
    void partitionsKeepApart_andOthersWidthsAreRefused() {
        QuantizedVector vector = vector(1, 2, 3);
        assertThat(index.add(PARTITION, key(1), vector, FOR_EVER)).isTrue();
        assertThat(index.add(Vectors.name("other"), key(2), vector, FOR_EVER)).isTrue();
        assertThat(index.add(PARTITION, key(3), vector(1, 2), FOR_EVER)).isFalse();

        assertThat(index.nearest(PARTITION, vector, 5, NOW)).containsExactly(key(1));
        assertThat(index.nearest(PARTITION, vector(1, 2), 5, NOW)).isEmpty();
        assertThat(index.nearest(Vectors.name("third"), vector, 5, NOW)).isEmpty();
    }

    @Test
    void lastOneGone_thePartitionIsGone() throws IOException {
        add(0, 1_000);
        build();
        remove(0, 1_000);
        build();

        assertThat(index.size()).isEqualTo(new VectorIndex.Size(0, 0, 0, 0));
        try (var left = Files.list(directory.resolve("graphs"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void oldest_areThoseStoredFirst() {
        for (int i = 0; i < 10; i++) {
            assertThat(index.add(PARTITION, key(i), vector(i, 1), new Footprint(100 - i, Long.MAX_VALUE, 1)))
                    .isTrue();
        }
        assertThat(index.oldest(3)).containsExactlyInAnyOrder(key(9), key(8), key(7));
    }

    @Test
    void folderThatCannotBeMade_leavesEverythingInTheList() throws IOException {
        var _ = Files.writeString(directory.resolve("graphs"), "a file is in the way");
        add(0, 1_200);
        build();

        assertThat(index.size().graphs()).isZero();
        assertThat(recall(20)).isEqualTo(1);
        assertThat(builds).isEmpty(); // not tried again at once
    }

    @Test
    void graphThatFails_costsItsEntries_whichMayBeAddedAgain() throws IOException {
        add(0, 1_000);
        build();
        breakGraph();
        add(1_000, 1_200);
        build();

        assertThat(index.size()).isEqualTo(new VectorIndex.Size(0, 0, 0, 0));
        add(0, 100);
        assertThat(index.nearest(PARTITION, vectorOf(50), 1, NOW)).containsExactly(key(50));
    }

    private void breakGraph() throws IOException {
        Path folder;
        try (var folders = Files.list(directory.resolve("graphs"))) {
            folder = folders.findFirst().orElseThrow();
        }
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
        var _ = Files.writeString(folder, "a file is in the way");
    }
}
