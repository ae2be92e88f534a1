package io.tiergate.laboratory.traffic;

import io.tiergate.laboratory.recorded.Percentile;
import io.tiergate.policy.estimate.Latency;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A group's requests, routing by routing. A label stands for as many requests as there are under its routing for each label of the model: that is
 * one over the chance of being asked and labelled there (Horvitz and Thompson, 1952), with the chance as it came out.
 */
record Columns(List<Cell> cells) {
    /** Fewer say nothing of a 95th percentile. */
    private static final int TIMED = 20;

    Columns {
        cells = List.copyOf(cells);
    }

    private Stream<Cell.Column> of(String model) {
        return cells.stream().map(cell -> cell.column(model)).filter(Objects::nonNull);
    }

    /** Answers of the model that passed every hard check and were not served. */
    int selected(String model) {
        return of(model).mapToInt(Cell.Column::passedOver).sum();
    }

    /** Labels of the model under routings where such answers were. */
    int selectedLabels(String model) {
        return of(model)
                .filter(column -> column.passedOver() > 0)
                .mapToInt(column -> column.scores().size())
                .sum();
    }

    /** How often the model is right; null: labels do not say. */
    @Nullable
    Share share(String model) {
        double covered = 0;
        double right = 0;
        double squares = 0;
        double rejected = 0;
        long asked = 0;
        int labels = 0;
        TreeSet<String> arms = new TreeSet<>();
        for (Cell cell : cells) {
            Cell.Column column = cell.column(model);
            if (column == null || !column.isKnown()) {
                continue;
            }
            double each = (double) cell.requests() / column.asked();
            int served = column.asked() - column.rejected();
            int scored = column.scores().size();
            double weight = scored == 0 ? 0 : each * served / scored;
            covered += cell.requests();
            right += weight
                    * column.scores().stream().mapToDouble(Double::doubleValue).sum();
            squares += scored * weight * weight + column.rejected() * each * each;
            rejected += each * column.rejected();
            asked += column.asked();
            labels += scored;
            arms.addAll(column.arms());
        }
        if (covered == 0) {
            return null;
        }
        long all = cells.stream().mapToLong(Cell::requests).sum();
        return new Share(
                asked,
                labels,
                right / covered,
                covered * covered / squares,
                new Share.Chosen(asked / covered, arms, covered / all),
                rejected / covered,
                meanTokens(model),
                latency(model));
    }

    private double meanTokens(String model) {
        long tokens = of(model).mapToLong(Cell.Column::outputTokens).sum();
        return (double) tokens / of(model).mapToInt(Cell.Column::asked).sum();
    }

    private @Nullable Latency latency(String model) {
        long[] rising = of(model)
                .flatMap(column -> column.millis().stream())
                .mapToLong(Long::longValue)
                .sorted()
                .toArray();
        return rising.length < TIMED ? null : new Latency(Percentile.of(rising, 50), Percentile.of(rising, 95));
    }
}
