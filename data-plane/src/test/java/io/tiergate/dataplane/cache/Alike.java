package io.tiergate.dataplane.cache;

import static io.tiergate.dataplane.cache.TwoAgents.until;

import io.tiergate.dataplane.cache.vector.QuantizedVector;
import io.tiergate.dataplane.cache.vector.VectorSettings;
import io.tiergate.policy.similarity.SemanticSettings;
import io.tiergate.policy.similarity.Sign;
import io.tiergate.policy.similarity.Verifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeoutException;

/** Questions at a given angle to each other, and caches for them. */
final class Alike {
    static final String MODEL = "sha256:" + "0".repeat(64);
    /** Goes by the cosine alone: even odds at 0.9. */
    static final SemanticSettings SETTINGS =
            new SemanticSettings(0.05, MODEL, 0.9, new Verifier(Map.of(Sign.ONE, -90.0, Sign.COSINE, 100.0)));

    private static final CacheScope SCOPE = new CacheScope("acme", "support", Samples.EPOCH, "chat", "", MODEL);
    private static final long HOUR_MILLIS = 3_600_000;

    private Alike() {}

    static SemanticCache cache(ClusterKeys keys, ExactCache answers, Watermarks marks) throws IOException {
        return cache(keys, answers, marks, 64, InstantSource.system());
    }

    static SemanticCache cache(
            ClusterKeys keys, ExactCache answers, Watermarks marks, long megabytes, InstantSource clock)
            throws IOException {
        Path folder = Files.createTempDirectory("vectors");
        return new SemanticCache(
                new SemanticCacheSettings(VectorSettings.in(folder), megabytes), keys, answers, marks, clock);
    }

    /** A vector at that cosine to the first one. */
    static QuantizedVector at(double cosine) {
        float[] numbers = new float[64];
        numbers[0] = (float) cosine;
        numbers[1] = (float) Math.sqrt(1 - cosine * cosine);
        for (int i = 2; i < numbers.length; i++) {
            numbers[i] = 1e-3f;
        }
        return Objects.requireNonNull(QuantizedVector.of(spread(numbers)));
    }

    /** The same angles, without a number so large that it would be cut. */
    private static float[] spread(float[] numbers) {
        float[] spread = new float[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            spread[i] = (i % 2 == 0 ? numbers[0] : numbers[1]) / 8;
        }
        return spread;
    }

    static SemanticQuestion question(String text, double cosine) {
        return question(SCOPE, text, cosine);
    }

    static SemanticQuestion question(CacheScope scope, String text, double cosine) {
        return new SemanticQuestion(CacheIdentity.of(scope, Samples.question(text)), text, at(cosine));
    }

    static CachedAnswer fresh(String text) {
        long now = System.currentTimeMillis();
        return Samples.cached(text, now, now + HOUR_MILLIS);
    }

    /** Stores question and answer as a request does, and waits until the cluster has both. */
    static void keep(ExactCache exact, SemanticCache semantic, SemanticQuestion question, CachedAnswer answer)
            throws TimeoutException {
        long before = semantic.stats().stored();
        CacheIdentity identity = Samples.identity(question.text());
        exact.store(identity, answer, () -> semantic.keep(question, identity, answer));
        until(() -> semantic.stats().stored() > before);
    }

    /** Waits until the cache's index has so many. */
    static void holds(SemanticCache cache, int vectors) throws TimeoutException {
        until(() -> cache.stats().held().vectors() == vectors);
    }

    static SemanticLookup look(SemanticCache cache, SemanticQuestion question) {
        return cache.lookup(question, SETTINGS, 30_000);
    }
}
