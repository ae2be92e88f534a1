package io.tiergate.bench;

import io.tiergate.cli.process.FreePorts;
import io.tiergate.cli.terminal.JsonText;
import io.tiergate.dataplane.cache.CacheIdentity;
import io.tiergate.dataplane.cache.CacheKey;
import io.tiergate.dataplane.cache.CacheScope;
import io.tiergate.dataplane.cache.CachedAnswer;
import io.tiergate.dataplane.cache.ClusterKeys;
import io.tiergate.dataplane.cache.ExactCache;
import io.tiergate.dataplane.cache.ExactCacheSettings;
import io.tiergate.dataplane.cache.SemanticCache;
import io.tiergate.dataplane.cache.SemanticCacheSettings;
import io.tiergate.dataplane.cache.SemanticLookup;
import io.tiergate.dataplane.cache.SemanticQuestion;
import io.tiergate.dataplane.cache.Watermarks;
import io.tiergate.dataplane.cache.vector.Footprint;
import io.tiergate.dataplane.cache.vector.QuantizedVector;
import io.tiergate.dataplane.cache.vector.VectorIndex;
import io.tiergate.dataplane.cache.vector.VectorSettings;
import io.tiergate.dataplane.cluster.Cluster;
import io.tiergate.dataplane.cluster.ClusterSettings;
import io.tiergate.dataplane.model.Answer;
import io.tiergate.dataplane.model.ChatRequest;
import io.tiergate.dataplane.model.ChatRequestReader;
import io.tiergate.policy.cost.TokenUsage;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.similarity.SemanticSettings;
import io.tiergate.policy.similarity.Sign;
import io.tiergate.policy.similarity.Verifier;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The semantic cache in this process: the nearest of a partition by its size, beside brute force; from a question kept on one of two members to a
 * hit on the other; the heap that a question takes. Vectors are made up: clusters, as wide as the bundled model's.
 */
final class Similar {
    private static final int WIDTH = 384;
    private static final int PER_CLUSTER = 50;
    private static final double MICROS = 1_000;
    private static final int COMPARED = 8;
    private static final Digest NAME = Digest.of("bench".getBytes(StandardCharsets.UTF_8));
    private static final String MODEL = "sha256:" + "0".repeat(64);
    private static final CacheScope SCOPE = new CacheScope("acme", "support", NAME, "chat", "", MODEL);
    private static final SemanticSettings SETTINGS =
            new SemanticSettings(0.01, MODEL, 0.9, new Verifier(Map.of(Sign.ONE, -90.0, Sign.COSINE, 100.0)));

    /** Says what a look takes where others use the machine, too. */
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Options options;
    private final Path folder;
    private final Random random = new Random(11);
    private final Table table = new Table("The semantic cache", "what", "p50", "p99", "beside");

    private Similar(Options options, Path folder) {
        this.options = options;
        this.folder = folder;
    }

    static Table measure(Options options, Path folder) throws IOException {
        Similar similar = new Similar(options, folder);
        int most = options.number("--most", 100_000);
        for (int size = 1_000; size <= most; size *= 10) {
            similar.lookup(size);
        }
        int writes = options.number("--writes", 1_500);
        if (writes > 0) {
            similar.delay(writes);
        }
        int kept = options.number("--kept", 100_000);
        if (kept > 0) {
            similar.memory(kept);
        }
        return similar.table;
    }

    private QuantizedVector vector(int clusters) {
        Random centre = new Random(random.nextInt(clusters));
        float[] numbers = new float[WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            numbers[i] = (float) (centre.nextGaussian() + 0.6 * random.nextGaussian());
        }
        return Objects.requireNonNull(QuantizedVector.of(numbers));
    }

    private QuantizedVector near(QuantizedVector other) {
        byte[] bytes = other.toBytes();
        float[] numbers = new float[WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            numbers[i] = (float) (bytes[i] + 0.25 * 25 * random.nextGaussian());
        }
        return Objects.requireNonNull(QuantizedVector.of(numbers));
    }

    private static CacheKey key(int number) {
        return CacheKey.of(ByteBuffer.allocate(32)
                .putLong(number * 0x9E37_79B9_7F4A_7C15L)
                .putInt(number)
                .array());
    }

    private void lookup(int size) throws IOException {
        System.err.println("bench: " + size + " vectors");
        ThreadPoolExecutor builder = new ThreadPoolExecutor(
                1,
                1,
                1,
                TimeUnit.MINUTES,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().name("graphs").factory());
        List<QuantizedVector> all = new ArrayList<>(size);
        Path files = folder.resolve("vectors-" + size);
        try (VectorIndex index = new VectorIndex(VectorSettings.in(files), builder)) {
            long begun = System.nanoTime();
            for (int i = 0; i < size; i++) {
                QuantizedVector vector = vector(Math.max(1, size / PER_CLUSTER));
                all.add(vector);
                if (!index.add(NAME, key(i), vector, new Footprint(0, Long.MAX_VALUE, 1))) {
                    throw new IllegalStateException("a vector was refused");
                }
            }
            while (builder.getActiveCount() > 0 || !builder.getQueue().isEmpty()) {
                LockSupport.parkNanos(10_000_000);
            }
            double seconds = (System.nanoTime() - begun) / 1e9;
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(options.number("--merge-seconds", 10)));
            Figures took = new Figures();
            Figures worked = new Figures();
            int rounds = options.number("--lookups", 3_000);
            for (int i = 0; i < 2 * rounds; i++) {
                QuantizedVector query = near(all.get(random.nextInt(size)));
                long cpuBefore = THREADS.getCurrentThreadCpuTime();
                long before = System.nanoTime();
                List<CacheKey> found = index.nearest(NAME, query, COMPARED, 0);
                long nanos = System.nanoTime() - before;
                long cpuNanos = THREADS.getCurrentThreadCpuTime() - cpuBefore;
                if (found.isEmpty()) {
                    throw new IllegalStateException("nothing is near");
                }
                if (i >= rounds) {
                    took.add(nanos / MICROS);
                    worked.add(cpuNanos / MICROS);
                }
            }
            double recall = recall(index, all, options.number("--recall", 300));
            String beside = String.format(
                    Locale.ROOT,
                    "processor time p50 %.0f, p99 %.0f us; recall@1 %.3f; graphs %d; added and built in %.1f s; files %d MB",
                    worked.median(),
                    worked.quantile(0.99),
                    recall,
                    index.size().graphs(),
                    seconds,
                    bytes(files) >> 20);
            row("nearest of " + size, took, "us", beside);
        } finally {
            builder.shutdownNow();
        }
    }

    private double recall(VectorIndex index, List<QuantizedVector> all, int queries) {
        int found = 0;
        for (int i = 0; i < queries; i++) {
            QuantizedVector query = near(all.get(random.nextInt(all.size())));
            int best = 0;
            double most = -2;
            for (int k = 0; k < all.size(); k++) {
                double cosine = all.get(k).cosine(query);
                if (cosine > most) {
                    most = cosine;
                    best = k;
                }
            }
            found += index.nearest(NAME, query, COMPARED, 0).getFirst().equals(key(best)) ? 1 : 0;
        }
        return (double) found / queries;
    }

    private static long bytes(Path files) throws IOException {
        if (!Files.exists(files)) {
            return 0;
        }
        try (Stream<Path> walk = Files.walk(files)) {
            return walk.filter(Files::isRegularFile).mapToLong(Similar::size).sum();
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0; // merged away meanwhile
        }
    }

    private void row(String what, Figures took, String unit, String beside) {
        table.row(
                JsonText.object(
                        "what",
                        what,
                        "p50_" + unit,
                        Table.tenth(took.median()),
                        "p99_" + unit,
                        Table.tenth(took.quantile(0.99)),
                        "beside",
                        beside),
                what,
                String.format(Locale.ROOT, "%.0f %s", took.median(), unit),
                String.format(Locale.ROOT, "%.0f %s", took.quantile(0.99), unit),
                beside);
    }

    /** An agent's caches, with a member of their own. */
    private static final class Member implements AutoCloseable {
        private final Watermarks marks;
        private final ExactCache exact;
        private final SemanticCache semantic;
        private final Cluster cluster;

        Member(ClusterKeys keys, Path folder, int port, List<Integer> ports) throws IOException {
            marks = new Watermarks(keys);
            exact = new ExactCache(ExactCacheSettings.DEFAULT, keys, marks, InstantSource.system());
            semantic = new SemanticCache(
                    new SemanticCacheSettings(VectorSettings.in(folder), 4_096),
                    keys,
                    exact,
                    marks,
                    InstantSource.system());
            cluster = Cluster.start(
                    ClusterSettings.onLoopback(
                            port, ports.stream().map(one -> "127.0.0.1:" + one).toList(), "bench-" + ports.getFirst()),
                    List.of(marks, exact, semantic));
        }

        void await(int members) {
            try {
                if (!cluster.awaitStarted(Duration.ofMinutes(1))) {
                    throw new IllegalStateException("the cluster did not start");
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted", e);
            }
            while (cluster.size() < members) {
                LockSupport.parkNanos(10_000_000);
            }
        }

        void keep(SemanticQuestion question) {
            long now = System.currentTimeMillis();
            CachedAnswer answer = new CachedAnswer(
                    new Answer(
                            "{\"choices\":[]}".getBytes(StandardCharsets.UTF_8),
                            "1",
                            "bench-1",
                            "an answer",
                            "stop",
                            false,
                            TokenUsage.of(10, 10),
                            true),
                    new CachedAnswer.Origin("stub/bench-1", "only", "a1.0", NAME),
                    new CachedAnswer.Validity(now, now + 3_600_000),
                    new CachedAnswer.Labels("acme", "support", null, Map.of()));
            exact.store(question.identity(), answer, () -> semantic.keep(question, question.identity(), answer));
        }

        @Override
        public void close() {
            cluster.close();
            semantic.close();
        }
    }

    private SemanticQuestion question(int number) {
        String text = "How do I get " + Integer.toString(number, 36) + " out of my account, and what does it take?";
        ChatRequest request =
                read("{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}");
        return new SemanticQuestion(CacheIdentity.of(SCOPE, request), text, vector(1_000_000_000));
    }

    private static ChatRequest read(String json) {
        return switch (ChatRequestReader.read(json.getBytes(StandardCharsets.UTF_8))) {
            case ChatRequestReader.Result.Read read -> read.request();
            case ChatRequestReader.Result.Unreadable unreadable ->
                throw new IllegalStateException(unreadable.refusal().message());
        };
    }

    private void delay(int writes) throws IOException {
        System.err.println("bench: from one member to the other");
        ClusterKeys keys = ClusterKeys.ofThisAgentOnly();
        List<Integer> ports = FreePorts.find(2);
        try (Member one = new Member(keys, folder.resolve("one"), ports.get(0), ports);
                Member other = new Member(keys, folder.resolve("other"), ports.get(1), ports)) {
            one.await(2);
            other.await(2);
            Figures took = new Figures();
            for (int i = 0; i < writes; i++) {
                SemanticQuestion question = question(i);
                long begun = System.nanoTime();
                one.keep(question);
                while (!(other.semantic.lookup(question, SETTINGS, 1_000) instanceof SemanticLookup.Hit)) {
                    LockSupport.parkNanos(20_000);
                }
                if (i >= writes / 3) {
                    took.add((System.nanoTime() - begun) / MICROS);
                }
                LockSupport.parkNanos(2_000_000);
            }
            row(
                    "kept on one member, a hit on the other",
                    took,
                    "us",
                    "from the answer's store to the hit, both in one JVM");
        }
    }

    private void memory(int kept) throws IOException {
        System.err.println("bench: " + kept + " questions kept");
        ClusterKeys keys = ClusterKeys.ofThisAgentOnly();
        List<Integer> ports = FreePorts.find(1);
        try (Member one = new Member(keys, folder.resolve("memory"), ports.getFirst(), ports)) {
            one.await(1);
            long before = usedHeap();
            for (int i = 0; i < kept; i++) {
                SemanticQuestion question = question(i);
                long now = System.currentTimeMillis();
                one.semantic.keep(
                        question,
                        question.identity(),
                        new CachedAnswer(
                                new Answer(new byte[0], "", "", "", "stop", false, TokenUsage.of(1, 1), true),
                                new CachedAnswer.Origin("stub/bench-1", "only", "a1.0190f0aa-0000-7000", NAME),
                                new CachedAnswer.Validity(now, now + 3_600_000),
                                new CachedAnswer.Labels("acme", "support", null, Map.of())));
                while (one.semantic.stats().stored() < i - 500) {
                    LockSupport.parkNanos(100_000);
                }
            }
            while (one.semantic.stats().held().vectors() < kept) {
                LockSupport.parkNanos(10_000_000);
            }
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(options.number("--merge-seconds", 10)));
            long each = (usedHeap() - before) / kept;
            long counted = one.semantic.stats().held().bytes() / kept;
            table.note(String.format(
                    Locale.ROOT,
                    "A question takes %d bytes of heap in index and map (%d as the cache counts it), %d MB a million; graph files %d MB.",
                    each,
                    counted,
                    (each * 1_000_000) >> 20,
                    bytes(folder.resolve("memory")) >> 20));
        }
    }

    private static long usedHeap() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            LockSupport.parkNanos(200_000_000);
            least = Math.min(
                    least,
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return least;
    }
}
