package io.tiergate.cli.terminal;

import java.util.ArrayList;
import java.util.List;

/** Rows in aligned columns, as wide as their content, two spaces apart. Not thread-safe. */
public final class Table {
    private static final String GAP = "  ";

    private final List<Column> columns;
    private final List<List<Cell>> rows = new ArrayList<>();

    private Table(List<Column> columns) {
        this.columns = columns;
    }

    /** A table with those headings; one that begins with {@code >} is of a column of numbers, aligned to the right. */
    public static Table of(String... headings) {
        List<Column> columns = new ArrayList<>();
        for (String heading : headings) {
            boolean right = heading.startsWith(">");
            columns.add(new Column(right ? heading.substring(1) : heading, right));
        }
        return new Table(List.copyOf(columns));
    }

    /** One column. */
    private record Column(String heading, boolean right) {}

    /** One cell: a text without line breaks. */
    public record Cell(String text, Paint paint) {
        public Cell {
            text = Terminal.safe(text).replace('\n', ' ').replace('\t', ' ');
        }
    }

    /** A cell in a colour. */
    public static Cell cell(String text, Paint paint) {
        return new Cell(text, paint);
    }

    /**
     * Adds a row.
     *
     * @param cells a {@link Cell}, or any other value in plain text
     */
    public Table row(Object... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + columns.size() + " columns");
        }
        List<Cell> row = new ArrayList<>(cells.length);
        for (Object cell : cells) {
            row.add(cell instanceof Cell made ? made : new Cell(String.valueOf(cell), Paint.PLAIN));
        }
        rows.add(row);
        return this;
    }

    /** Whether it has no rows. */
    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** The lines, headings first, without blanks at their ends; each ends with a line feed. */
    public String render(Terminal terminal) {
        int[] widths = widths();
        StringBuilder text = new StringBuilder();
        line(columns.stream().map(column -> cell(column.heading(), Paint.DIM)).toList(), widths, terminal, text);
        rows.forEach(row -> line(row, widths, terminal, text));
        return text.toString();
    }

    private int[] widths() {
        int[] widths = new int[columns.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = width(columns.get(i).heading());
            for (List<Cell> row : rows) {
                widths[i] = Math.max(widths[i], width(row.get(i).text()));
            }
        }
        return widths;
    }

    private void line(List<Cell> cells, int[] widths, Terminal terminal, StringBuilder text) {
        StringBuilder line = new StringBuilder();
        int pending = 0;
        for (int i = 0; i < widths.length; i++) {
            Cell cell = cells.get(i);
            int room = widths[i] - width(cell.text());
            boolean right = columns.get(i).right();
            pending += right ? room : 0;
            if (!cell.text().isEmpty()) {
                line.append(" ".repeat(pending)).append(terminal.paint(cell.paint(), cell.text()));
                pending = 0;
            }
            pending += (right ? 0 : room) + GAP.length();
        }
        text.append(line).append('\n');
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }
}
