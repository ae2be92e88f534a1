package io.tiergate.laboratory.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long answers took, prompt by prompt, where one setting served a share of the requests and others the rest. Milliseconds; NaN: not known.
 * Filled by one thread.
 */
final class Latencies {
    private static final double ALL = 100;

    private final List<Part> parts;

    private Latencies(List<Part> parts) {
        this.parts = List.copyOf(parts);
    }

    /** One setting. */
    private static final class Part {
        /** Of the requests. */
        final double share;

        final double[] millis;

        Part(double share, double[] millis) {
            this.share = share;
            this.millis = millis;
        }
    }

    /** Of one setting that served everything; keeps the array. */
    static Latencies of(double[] millis) {
        return new Latencies(List.of(new Part(1, millis)));
    }

    /** Tells how long one prompt's answer took, where one setting served everything; null: not known. */
    void set(int index, @Nullable Long millis) {
        parts.getFirst().millis[index] = millis == null ? Double.NaN : millis;
    }

    /** This for a share of requests, the other for the rest. */
    Latencies mixedWith(Latencies other, double share) {
        List<Part> mixed = new ArrayList<>();
        parts.forEach(part -> mixed.add(new Part(part.share * share, part.millis)));
        other.parts.forEach(part -> mixed.add(new Part(part.share * (1 - share), part.millis)));
        return new Latencies(mixed);
    }

    /** Only these prompts. */
    Latencies only(int[] indices) {
        return new Latencies(parts.stream()
                .map(part -> new Part(
                        part.share,
                        Arrays.stream(indices)
                                .mapToDouble(index -> part.millis[index])
                                .toArray()))
                .toList());
    }

    /** What so many percent of requests did not exceed; null: not known of all of them. */
    @Nullable
    Double percentile(int percent) {
        record Weighted(double millis, double share) {}
        List<Weighted> all = new ArrayList<>();
        double total = 0;
        for (Part part : parts) {
            for (double millis : part.share > 0 ? part.millis : new double[0]) {
                if (Double.isNaN(millis)) {
                    return null;
                }
                all.add(new Weighted(millis, part.share));
                total += part.share;
            }
        }
        all.sort(Comparator.comparingDouble(Weighted::millis));
        double sum = 0;
        for (Weighted one : all) {
            sum += one.share();
            // Sums of shares that are fractions fall short of the whole by some last bits.
            if (sum >= total * percent / ALL * (1 - 1e-12)) {
                return one.millis();
            }
        }
        return null;
    }
}
