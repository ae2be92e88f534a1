package io.tiergate.dataplane.cache.vector;

import io.tiergate.dataplane.cache.CacheKey;
import io.tiergate.policy.document.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/** Vectors, keys and the plain way to find the nearest, for tests. */
final class Vectors {
    static final Digest PARTITION = name("partition");
    static final long NOW = 1_000;
    static final Footprint FOR_EVER = new Footprint(0, Long.MAX_VALUE, 100);

    private Vectors() {}

    static Digest name(String text) {
        return Digest.of(text.getBytes(StandardCharsets.UTF_8));
    }

    static CacheKey key(int number) {
        return CacheKey.of(ByteBuffer.allocate(32)
                .putLong(number * 0x9E37_79B9_7F4A_7C15L)
                .putInt(number)
                .array());
    }

    static QuantizedVector vector(float... numbers) {
        return Objects.requireNonNull(QuantizedVector.of(numbers));
    }

    /** Around one of so many centres, as embeddings of questions are. */
    static QuantizedVector clustered(Random random, int width, int centres) {
        Random centre = new Random(random.nextInt(centres));
        float[] numbers = new float[width];
        for (int i = 0; i < width; i++) {
            numbers[i] = (float) (centre.nextGaussian() + 0.6 * random.nextGaussian());
        }
        return vector(numbers);
    }

    /** A vector near to another. */
    static QuantizedVector near(Random random, QuantizedVector other, double noise) {
        byte[] bytes = other.toBytes();
        float[] numbers = new float[bytes.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) (bytes[i] + noise * 25 * random.nextGaussian());
        }
        return vector(numbers);
    }

    static List<CacheKey> bruteForce(Map<CacheKey, QuantizedVector> all, QuantizedVector query, int most) {
        return all.entrySet().stream()
                .sorted(Comparator.comparingDouble((Map.Entry<CacheKey, QuantizedVector> entry) ->
                                entry.getValue().cosine(query))
                        .reversed())
                .limit(most)
                .map(Map.Entry::getKey)
                .toList();
    }
}
