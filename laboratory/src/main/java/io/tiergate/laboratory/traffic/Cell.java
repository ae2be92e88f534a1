package io.tiergate.laboratory.traffic;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The requests of a group under one routing: in it chance alone chose the models. Confined to one thread. */
final class Cell {
    private final Map<String, Column> byModel = new HashMap<>();
    private long requests;

    /** What became of one model's answers. */
    static final class Column {
        private final List<Double> scores = new ArrayList<>();
        private final List<Long> millis = new ArrayList<>();
        private final Set<String> arms = new HashSet<>();
        private long outputTokens;
        private int rejected;
        private int passedOver;

        /** Requests that asked it. */
        int asked() {
            return millis.size();
        }

        /** Answers that a hard check rejected. */
        int rejected() {
            return rejected;
        }

        /** Answers that passed every hard check and were not served. */
        int passedOver() {
            return passedOver;
        }

        /** Those of its labels. */
        List<Double> scores() {
            return scores;
        }

        /** To the end of each answer. */
        List<Long> millis() {
            return millis;
        }

        /** Of all its answers together. */
        long outputTokens() {
            return outputTokens;
        }

        Set<String> arms() {
            return arms;
        }

        /** Whether it is known how often the answers are right: none was kept back, and some have labels or all are wrong. */
        boolean isKnown() {
            return passedOver == 0 && (!scores.isEmpty() || rejected == asked());
        }
    }

    /**
     * Adds a request.
     *
     * @param first the answer that chance asked for
     * @param label of that answer; null: it has none
     */
    void add(Handled request, Handled.Answer first, @Nullable Double label) {
        requests++;
        Column column = byModel.computeIfAbsent(first.model(), model -> new Column());
        column.millis.add(first.millis());
        column.outputTokens += first.outputTokens();
        column.arms.add(request.setting().arm());
        if (first.rejected()) {
            column.rejected++;
        } else if (!request.served().equals(Optional.of(first))) {
            column.passedOver++;
        } else if (label != null) {
            column.scores.add(label);
        }
    }

    long requests() {
        return requests;
    }

    /** Null: it was not asked. */
    @Nullable
    Column column(String model) {
        return byModel.get(model);
    }
}
