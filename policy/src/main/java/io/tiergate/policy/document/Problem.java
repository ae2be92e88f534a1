package io.tiergate.policy.document;

/**
 * Something wrong with a document, with its place and the remedy.
 *
 * @param source file or document name
 * @param path JSON Pointer into the document; empty for the whole
 * @param line from 1; 0 when unknown
 * @param column from 1; 0 when unknown
 * @param message what is wrong
 * @param suggestion what to do; empty when there is nothing to suggest
 * @param warning does not stop a publish
 */
public record Problem(
        String source, String path, int line, int column, String message, String suggestion, boolean warning) {

    /** {@code source:line:column: error: message (path); suggestion}, for people. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(source);
        if (line > 0) {
            text.append(':').append(line).append(':').append(column);
        }
        text.append(warning ? ": warning: " : ": error: ").append(message);
        if (!path.isEmpty()) {
            text.append(" (at ").append(path).append(')');
        }
        if (!suggestion.isEmpty()) {
            text.append("; ").append(suggestion);
        }
        return text.toString();
    }
}
