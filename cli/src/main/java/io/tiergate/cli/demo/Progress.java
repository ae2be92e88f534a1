package io.tiergate.cli.demo;

import io.tiergate.cli.terminal.Terminal;

/** A line for each tenth that is done. Thread-safe. */
final class Progress {
    private static final int LINES = 10;

    private final Terminal terminal;
    private final String what;
    private final int all;

    Progress(Terminal terminal, String what, int all) {
        this.terminal = terminal;
        this.what = what;
        this.all = all;
    }

    void done(int count) {
        if (count * LINES / all != (count - 1) * LINES / all) {
            terminal.note(what + ": " + count + " of " + all + " requests");
        }
    }
}
