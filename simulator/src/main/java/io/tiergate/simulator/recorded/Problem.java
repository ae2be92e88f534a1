package io.tiergate.simulator.recorded;

import java.nio.file.Path;

/**
 * A line of a recorded set that cannot be used.
 *
 * @param file the set
 * @param line counted from 1; 0 if the file as a whole is at fault
 * @param field where in the line, dotted; empty if the line as a whole is at fault
 * @param message what is wrong
 */
public record Problem(Path file, long line, String field, String message) {
    @Override
    public String toString() {
        return file + ":" + line + ": " + (field.isEmpty() ? "" : field + ": ") + message;
    }
}
