package io.tiergate.policy.answer;

/**
 * Canonical form of code that is no literal. Conservative, as its language is unknown: line ends, blanks at line ends, blank lines at both ends
 * and {@code #} comments after code are taken off; indentation and everything else counts. A single line keeps its outer blanks, as it may be a string
 * without its quotes, and its escapes are read as in one.
 */
final class CodeText {
    private CodeText() {}

    static String of(String code) {
        String lines = code.replace("\r\n", "\n").replace('\r', '\n');
        boolean single = lines.indexOf('\n') < 0;
        return single ? singleLine(lines) : manyLines(lines);
    }

    private static String singleLine(String line) {
        if (line.indexOf('\\') >= 0 && line.indexOf('"') < 0 && line.indexOf('\'') < 0) {
            Literal unescaped = LiteralReader.whole('"' + line + '"', false);
            return unescaped instanceof Literal.Text(String content) ? content : line;
        }
        String bare = withoutComment(line);
        return bare.length() == line.length() ? line : bare;
    }

    private static String manyLines(String lines) {
        StringBuilder out = new StringBuilder(lines.length());
        int start = 0;
        while (start <= lines.length()) {
            int newline = lines.indexOf('\n', start);
            int end = newline < 0 ? lines.length() : newline;
            String line = withoutComment(lines.substring(start, end)).stripTrailing();
            if (!line.isEmpty() || !out.isEmpty()) {
                out.append(line).append('\n');
            }
            start = end + 1;
        }
        int length = out.length();
        while (length > 0 && out.charAt(length - 1) == '\n') {
            length--;
        }
        return out.substring(0, length);
    }

    /** Takes off {@code  # ...} after code; a hash in quotes, at the start or without a blank on both sides stays. */
    private static String withoutComment(String line) {
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quote != 0) {
                if (c == '\\') {
                    i++;
                } else if (c == quote) {
                    quote = 0;
                }
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '#' && isComment(line, i)) {
                return line.substring(0, i).stripTrailing();
            }
        }
        return line;
    }

    private static boolean isComment(String line, int hash) {
        return hash > 0
                && Blanks.is(line.charAt(hash - 1))
                && hash + 1 < line.length()
                && Blanks.is(line.charAt(hash + 1))
                && !Blanks.trim(line.substring(0, hash)).isEmpty();
    }
}
