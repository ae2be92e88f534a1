package io.tiergate.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** One figure measured several times. */
final class Figures {
    private final List<Double> values = new ArrayList<>();

    void add(double value) {
        values.add(value);
    }

    double get(int index) {
        return values.get(index);
    }

    int count() {
        return values.size();
    }

    double least() {
        return Collections.min(values);
    }

    double most() {
        return Collections.max(values);
    }

    double median() {
        return quantile(0.5);
    }

    /** The smallest value that this share of all does not exceed. */
    double quantile(double share) {
        List<Double> sorted = values.stream().sorted().toList();
        int index = (int) Math.ceil(share * sorted.size()) - 1;
        return sorted.get(Math.max(0, index));
    }
}
