package io.tiergate.laboratory.evaluate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;

/**
 * What a strategy gives over all its settings: the upper hull of its points. Between two neighbours lies what choosing between them at random
 * gives.
 */
final class Curve {
    private final List<Point> points;
    private final List<Point> hull;

    Curve(List<Point> points) {
        this.points = List.copyOf(points);
        List<Point> sorted = new ArrayList<>(points);
        sorted.sort(Comparator.comparingDouble(Point::cost)
                .thenComparing(Comparator.comparingDouble(Point::quality).reversed()));
        List<Point> upper = new ArrayList<>();
        for (Point point : sorted) {
            if (!upper.isEmpty() && point.quality() <= upper.getLast().quality()) {
                continue;
            }
            while (upper.size() > 1
                    && slope(upper.getLast(), point) >= slope(upper.get(upper.size() - 2), upper.getLast())) {
                upper.removeLast();
            }
            upper.add(point);
        }
        this.hull = List.copyOf(upper);
    }

    private static double slope(Point from, Point to) {
        double cost = to.cost() - from.cost();
        return cost == 0 ? Double.POSITIVE_INFINITY : (to.quality() - from.quality()) / cost;
    }

    List<Point> hull() {
        return hull;
    }

    /** What it gives at that cost in micro-dollars; its cheapest or best point where it has nothing as cheap or as dear. */
    Point at(double cost) {
        for (int i = 0; i < hull.size(); i++) {
            if (hull.get(i).cost() >= cost) {
                return i == 0 ? hull.getFirst() : between(hull.get(i - 1), hull.get(i), cost);
            }
        }
        return hull.getLast();
    }

    private static Point between(Point cheaper, Point dearer, double cost) {
        double share = (cost - cheaper.cost()) / (dearer.cost() - cheaper.cost());
        return dearer.mixedWith(cheaper, share);
    }

    /** The cheapest way to that quality; empty: it is never reached. */
    Optional<Point> reaching(double quality) {
        for (int i = 0; i < hull.size(); i++) {
            Point point = hull.get(i);
            if (point.quality() >= quality) {
                if (i == 0) {
                    return Optional.of(point);
                }
                Point before = hull.get(i - 1);
                double share = (quality - before.quality()) / (point.quality() - before.quality());
                return Optional.of(point.mixedWith(before, share));
            }
        }
        return Optional.empty();
    }

    /** The least cost at which it gives that quality; empty: it never does. */
    OptionalDouble costFor(double quality) {
        return reaching(quality).stream().mapToDouble(Point::cost).findFirst();
    }

    /** The curve of the same settings over other prompts, or prompts of other weights. */
    Curve each(UnaryOperator<Point> change) {
        return new Curve(points.stream().map(change).toList());
    }
}
