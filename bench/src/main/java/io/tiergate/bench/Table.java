package io.tiergate.bench;

import io.tiergate.bench.process.Machine;
import io.tiergate.cli.terminal.JsonText;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was measured, for people and as JSON. */
final class Table {
    private final String title;
    private final String loadBefore = Machine.load();
    private final List<String> columns;
    private final List<List<String>> rows = new ArrayList<>();
    private final List<Map<String, @Nullable Object>> values = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /** A table whose first column names the row. */
    Table(String title, String... columns) {
        this.title = title;
        this.columns = List.of(columns);
    }

    /** A row: its cells as people read them, and its values. */
    void row(Map<String, @Nullable Object> value, String... cells) {
        rows.add(List.of(cells));
        values.add(value);
    }

    /** A line below the table. */
    void note(String line) {
        notes.add(line);
    }

    /** A value with one digit after the point. */
    static BigDecimal tenth(double value) {
        return BigDecimal.valueOf(value).setScale(1, RoundingMode.HALF_UP);
    }

    /** A share, with two digits after the point. */
    static BigDecimal share(double value) {
        return BigDecimal.valueOf(value).setScale(2, RoundingMode.HALF_UP);
    }

    private String conditions() {
        return LocalDate.now(ZoneOffset.UTC) + ", " + Machine.processor() + ", "
                + Runtime.getRuntime().availableProcessors()
                + " processor(s) for the load, Java " + Runtime.version() + ", load average " + loadBefore
                + " before and "
                + Machine.load() + " after";
    }

    String text() {
        StringBuilder text = new StringBuilder("\n" + title + "\n" + conditions() + "\n\n");
        line(text, columns);
        line(text, columns.stream().map(column -> "---").toList());
        rows.forEach(row -> line(text, row));
        notes.forEach(note -> text.append('\n').append(note).append('\n'));
        return text.append('\n').toString();
    }

    private static void line(StringBuilder text, List<String> cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    String json() {
        return JsonText.compact(
                JsonText.object("measurement", title, "conditions", conditions(), "rows", values, "notes", notes));
    }
}
