package io.tiergate.laboratory.heads;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Finds the least of a smooth convex function: L-BFGS (Nocedal and Wright, Numerical Optimization, algorithms 7.4 and 7.5) with halved steps
 * until the function falls enough (Armijo).
 */
final class Descent {
    private static final int MEMORY = 10;
    private static final int MAX_ITERATIONS = 200;
    private static final int MAX_HALVINGS = 30;
    private static final double ENOUGH = 1e-4;

    private Descent() {}

    /** A function and its slope. */
    interface Surface {
        /** The value at a point; its gradient is written into {@code slope}. */
        double at(double[] point, double[] slope);
    }

    /** A step that was taken, and what it did to the slope. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Move(double[] step, double[] bend, double curvature) {}

    /**
     * Goes down from {@code start}, which stays as it is.
     *
     * @param tolerance the slope's length at which it is flat enough
     */
    static double[] least(Surface surface, double[] start, double tolerance) {
        double[] point = start.clone();
        double[] slope = new double[point.length];
        double value = surface.at(point, slope);
        Deque<Move> moves = new ArrayDeque<>();
        for (int i = 0; i < MAX_ITERATIONS && length(slope) > tolerance; i++) {
            double[] direction = direction(slope, moves);
            double falls = dot(direction, slope);
            double stride = moves.isEmpty() ? Math.min(1, 1 / length(slope)) : 1;
            double[] next = new double[point.length];
            double[] nextSlope = new double[point.length];
            double nextValue = value;
            int halvings = 0;
            do {
                for (int j = 0; j < next.length; j++) {
                    next[j] = point[j] + stride * direction[j];
                }
                nextValue = surface.at(next, nextSlope);
                stride /= 2;
                halvings++;
            } while (nextValue > value + ENOUGH * 2 * stride * falls && halvings < MAX_HALVINGS);
            if (!(nextValue < value)) {
                return point;
            }
            remember(moves, point, next, slope, nextSlope);
            point = next;
            slope = nextSlope;
            value = nextValue;
        }
        return point;
    }

    private static void remember(Deque<Move> moves, double[] from, double[] to, double[] before, double[] after) {
        double[] step = difference(to, from);
        double[] bend = difference(after, before);
        double curvature = dot(step, bend);
        if (curvature > 0) {
            moves.addLast(new Move(step, bend, curvature));
            if (moves.size() > MEMORY) {
                moves.removeFirst();
            }
        }
    }

    private static double[] direction(double[] slope, Deque<Move> moves) {
        double[] direction = new double[slope.length];
        add(direction, slope, -1);
        double[] shares = new double[moves.size()];
        int i = moves.size();
        for (Iterator<Move> back = moves.descendingIterator(); back.hasNext(); ) {
            Move move = back.next();
            shares[--i] = dot(move.step(), direction) / move.curvature();
            add(direction, move.bend(), -shares[i]);
        }
        if (!moves.isEmpty()) {
            Move last = moves.getLast();
            double scale = last.curvature() / dot(last.bend(), last.bend());
            for (int j = 0; j < direction.length; j++) {
                direction[j] *= scale;
            }
        }
        for (Move move : moves) {
            add(direction, move.step(), shares[i++] - dot(move.bend(), direction) / move.curvature());
        }
        return direction;
    }

    private static double[] difference(double[] a, double[] b) {
        double[] difference = a.clone();
        add(difference, b, -1);
        return difference;
    }

    private static void add(double[] to, double[] from, double times) {
        for (int j = 0; j < to.length; j++) {
            to[j] += times * from[j];
        }
    }

    private static double length(double[] vector) {
        return Math.sqrt(dot(vector, vector));
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += a[j] * b[j];
        }
        return sum;
    }
}
