package io.tiergate.cli.record;

import io.tiergate.cli.terminal.Paint;
import io.tiergate.cli.terminal.Terminal;

/** The lines that a story is told in: a name, and what is to be said of it. Not thread-safe. */
final class StoryLines {
    private static final int INDENT = 10;

    private final Terminal terminal;
    private final StringBuilder text = new StringBuilder();

    StoryLines(Terminal terminal) {
        this.terminal = terminal;
    }

    /** A line; no name: it goes on with what the last one names. */
    void line(String name, String value) {
        text.append(terminal.paint(Paint.DIM, name))
                .append(" ".repeat(Math.max(1, INDENT + 2 - name.length())))
                .append(Terminal.safe(value).replace('\n', ' '))
                .append('\n');
    }

    /** A detail of the line above. It is written as it is: what others said in it must be safe and painted already. */
    void detail(String said) {
        text.append(" ".repeat(INDENT + 2)).append(said).append('\n');
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
