package io.tiergate.laboratory.evaluate;

import io.tiergate.laboratory.evaluate.Report.CurvePoint;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Cost-quality curves as an SVG picture: shares of the reference's cost to the right, of its quality upward. */
public final class CurveDrawing {
    private static final int WIDTH = 860;
    private static final int HEIGHT = 520;
    private static final int LEFT = 70;
    private static final int RIGHT = 190;
    private static final int TOP = 40;
    private static final int BOTTOM = 60;
    private static final List<String> COLOURS =
            List.of("#0b6e4f", "#c44536", "#7d5ba6", "#2f6690", "#8d99ae", "#b08900", "#444444");

    private final StringBuilder svg = new StringBuilder();
    private final double lowest;
    private final double highest;

    private CurveDrawing(Map<String, List<CurvePoint>> curves) {
        double low = 1;
        double high = 1;
        for (List<CurvePoint> curve : curves.values()) {
            for (CurvePoint point : curve) {
                low = Math.min(low, point.qualityShare());
                high = Math.max(high, point.qualityShare());
            }
        }
        this.lowest = Math.floor(low * 20) / 20;
        this.highest = Math.ceil(high * 50 + 0.5) / 50;
    }

    /** Draws them, the first one bold. */
    public static String svg(String title, Map<String, List<CurvePoint>> curves) {
        CurveDrawing drawing = new CurveDrawing(curves);
        drawing.draw(title, curves);
        return drawing.svg.toString();
    }

    private void draw(String title, Map<String, List<CurvePoint>> curves) {
        add(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"13\">",
                WIDTH,
                HEIGHT));
        add(String.format(Locale.ROOT, "<rect width=\"%d\" height=\"%d\" fill=\"white\"/>", WIDTH, HEIGHT));
        text(LEFT, 24, "start", escaped(title));
        axes();
        int index = 0;
        for (Map.Entry<String, List<CurvePoint>> curve : curves.entrySet()) {
            curve(curve.getKey(), curve.getValue(), index++);
        }
        add("</svg>");
    }

    private void axes() {
        for (int percent = 0; percent <= 100; percent += 20) {
            double x = x(percent / 100.0);
            line(x, y(lowest), x, y(highest), "#dddddd", 1);
            text(x, HEIGHT - BOTTOM + 20, "middle", percent + " %");
        }
        int step = highest - lowest > 0.25 ? 5 : 1;
        for (int percent = (int) Math.round(lowest * 100); percent <= Math.round(highest * 100); percent += step) {
            double y = y(percent / 100.0);
            line(x(0), y, x(1), y, percent == 100 ? "#888888" : "#dddddd", 1);
            text(LEFT - 8, y + 4, "end", percent + " %");
        }
        text((x(0) + x(1)) / 2, HEIGHT - 16, "middle", "cost, share of the reference");
        add(String.format(
                Locale.ROOT,
                "<text x=\"18\" y=\"%.1f\" text-anchor=\"middle\" transform=\"rotate(-90 18 %.1f)\">quality, share of the reference</text>",
                y((lowest + highest) / 2),
                y((lowest + highest) / 2)));
    }

    private void curve(String name, List<CurvePoint> points, int index) {
        String colour = COLOURS.get(index % COLOURS.size());
        StringBuilder path = new StringBuilder();
        for (CurvePoint point : points) {
            if (point.costShare() <= 1.001) {
                path.append(String.format(
                        Locale.ROOT,
                        "%s%.1f %.1f",
                        path.isEmpty() ? "M" : " L",
                        x(point.costShare()),
                        y(point.qualityShare())));
            }
        }
        add(String.format(
                Locale.ROOT,
                "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%s\"/>",
                path,
                colour,
                index == 0 ? "3" : "1.5"));
        double y = TOP + 20.0 * index;
        line(WIDTH - RIGHT + 16, y, WIDTH - RIGHT + 44, y, colour, index == 0 ? 3 : 1.5);
        text(WIDTH - RIGHT + 52, y + 4, "start", escaped(name));
    }

    private void line(double x1, double y1, double x2, double y2, String colour, double width) {
        add(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"%.1f\"/>",
                x1,
                y1,
                x2,
                y2,
                colour,
                width));
    }

    private void text(double x, double y, String anchor, String text) {
        add(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>", x, y, anchor, text));
    }

    private double x(double costShare) {
        return LEFT + costShare * (WIDTH - LEFT - RIGHT);
    }

    private double y(double qualityShare) {
        double share = (qualityShare - lowest) / (highest - lowest);
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM);
    }

    private void add(String line) {
        svg.append(line).append('\n');
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
