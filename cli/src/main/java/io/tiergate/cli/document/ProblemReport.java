package io.tiergate.cli.document;

import io.tiergate.cli.terminal.JsonText;
import io.tiergate.cli.terminal.Paint;
import io.tiergate.cli.terminal.Terminal;
import io.tiergate.policy.document.Problem;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Problems of a document for people: each with its place, the line as written, a caret under the spot, and the remedy.
 *
 * @param source of the problems whose lines {@code text} has
 */
record ProblemReport(String source, String text, List<Problem> problems) {
    private static final int MAX_WIDTH = 120;

    static Problem of(io.tiergate.v1.Problem wire) {
        return new Problem(
                wire.getSource(),
                wire.getPath(),
                wire.getLine(),
                wire.getColumn(),
                wire.getMessage(),
                wire.getSuggestion(),
                wire.getWarning());
    }

    boolean hasErrors() {
        return problems.stream().anyMatch(problem -> !problem.warning());
    }

    List<Map<String, @Nullable Object>> json() {
        return json(problems);
    }

    static List<Map<String, @Nullable Object>> json(List<Problem> problems) {
        return problems.stream()
                .map(problem -> JsonText.object(
                        "source", problem.source(),
                        "path", problem.path(),
                        "line", problem.line(),
                        "column", problem.column(),
                        "severity", problem.warning() ? "warning" : "error",
                        "message", problem.message(),
                        "suggestion", problem.suggestion()))
                .toList();
    }

    String render(Terminal terminal) {
        List<String> lines = text.lines().toList();
        StringBuilder report = new StringBuilder();
        for (Problem problem : problems) {
            report.append(heading(problem, terminal)).append('\n');
            if (problem.source().equals(source) && problem.line() > 0 && problem.line() <= lines.size()) {
                excerpt(lines.get(problem.line() - 1), problem.column(), terminal, report);
            }
            if (!problem.suggestion().isEmpty()) {
                report.append("  ").append(Terminal.safe(problem.suggestion())).append('\n');
            }
        }
        return report.toString();
    }

    /** {@code 2 errors, 1 warning}. */
    String count() {
        long warnings = problems.stream().filter(Problem::warning).count();
        long errors = problems.size() - warnings;
        return counted(errors, "error") + (warnings == 0 ? "" : ", " + counted(warnings, "warning"));
    }

    private static String counted(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    private static String heading(Problem problem, Terminal terminal) {
        String place = problem.line() > 0
                ? problem.source() + ":" + problem.line() + ":" + problem.column()
                : problem.source();
        return terminal.paint(Paint.BOLD, Terminal.safe(place))
                + ": "
                + (problem.warning() ? terminal.paint(Paint.YELLOW, "warning") : terminal.paint(Paint.RED, "error"))
                + ": "
                + Terminal.safe(problem.message())
                + (problem.path().isEmpty() ? "" : " (at " + Terminal.safe(problem.path()) + ")");
    }

    private static void excerpt(String line, int column, Terminal terminal, StringBuilder report) {
        int[] points = line.codePoints().map(c -> c == '\t' ? ' ' : c).toArray();
        int caret = Math.max(0, Math.min(column - 1, points.length));
        int from = caret < MAX_WIDTH ? 0 : caret - MAX_WIDTH / 2;
        int to = Math.min(points.length, from + MAX_WIDTH);
        report.append("    ")
                .append(Terminal.safe(new String(points, from, to - from)).stripTrailing())
                .append('\n');
        if (column > 0) {
            report.append("    ")
                    .append(" ".repeat(caret - from))
                    .append(terminal.paint(Paint.GREEN, "^"))
                    .append('\n');
        }
    }
}
