package io.tiergate.simulator.dialect;

/**
 * One piece of a stream as it is written.
 *
 * @param sse one or more server-sent events
 * @param text the part of the answer's text that it carries, empty for none
 */
public record Frame(String sse, String text) {
    static Frame event(String data) {
        return new Frame("data: " + data + "\n\n", "");
    }

    /** Whether it carries a part of the answer. */
    public boolean isContent() {
        return !text.isEmpty();
    }
}
