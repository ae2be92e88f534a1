package io.tiergate.laboratory.recorded;

import java.nio.file.Path;
import java.util.List;

/**
 * What was read of one file.
 *
 * @param file where it is from
 * @param prompts the good lines, in order
 * @param problems the bad ones, in order
 */
public record RecordedSet(Path file, List<RecordedPrompt> prompts, List<Problem> problems) {
    public RecordedSet {
        prompts = List.copyOf(prompts);
        problems = List.copyOf(problems);
    }

    /** The file's name, for people. */
    public String name() {
        return String.valueOf(file.getFileName());
    }

    /**
     * A line that cannot be used.
     *
     * @param line from 1
     * @param field in the line, dotted; empty: the line as a whole
     * @param message what is wrong
     */
    public record Problem(Path file, long line, String field, String message) {
        @Override
        public String toString() {
            return file + ":" + line + ": " + (field.isEmpty() ? "" : field + " ") + message;
        }
    }
}
