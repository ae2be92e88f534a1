package io.tiergate.cli.terminal;

import java.io.PrintWriter;

/** Where a command writes: results to standard output, progress and messages to standard error. Thread-safe. */
public final class Terminal {
    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean interactive;
    private final boolean colour;

    /**
     * A terminal.
     *
     * @param interactive whether somebody looks at standard output, rather than a file or another program
     * @param colour whether colours may be used
     */
    public Terminal(PrintWriter out, PrintWriter err, boolean interactive, boolean colour) {
        this.out = out;
        this.err = err;
        this.interactive = interactive;
        this.colour = colour;
    }

    /** Standard output. */
    public PrintWriter out() {
        return out;
    }

    /** Standard error. */
    public PrintWriter err() {
        return err;
    }

    /** A line of the result. */
    public synchronized void line(String text) {
        out.println(text);
        out.flush();
    }

    /** A piece of the result, as it comes. */
    public synchronized void piece(String text) {
        out.print(text);
        out.flush();
    }

    /** A piece of a model's answer: untouched for a file or a program, {@link #safe} for somebody who looks. */
    public void answer(String text) {
        piece(interactive ? safe(text) : text);
    }

    /** A line of progress, or a message. */
    public synchronized void note(String text) {
        err.println(text);
        err.flush();
    }

    /** The text in a colour, where colours may be used. */
    public String paint(Paint paint, String text) {
        return colour ? paint.on(text) : text;
    }

    /** Text from elsewhere without what could steer a terminal: control characters but line feed and tab become {@code �}. */
    public static String safe(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints()
                .forEach(c -> safe.appendCodePoint(
                        Character.getType(c) == Character.CONTROL && c != '\n' && c != '\t' ? 0xFFFD : c));
        return safe.toString();
    }
}
