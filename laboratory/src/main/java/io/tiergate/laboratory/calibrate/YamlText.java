package io.tiergate.laboratory.calibrate;

import io.tiergate.policy.document.CanonicalJson;
import io.tiergate.policy.document.Document;
import io.tiergate.policy.document.Node;
import io.tiergate.policy.document.Place;
import io.tiergate.policy.document.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A YAML text beside what it says: where values stand and end in it, and how others are written in its layout. Immutable. */
final class YamlText {
    private static final Pattern PLAIN = Pattern.compile("(?!(?i:null|true|false)$)[A-Za-z][A-Za-z0-9_-]*");

    private final String text;
    private final Node.Mapping root;

    private YamlText(String text, Node.Mapping root) {
        this.text = text;
        this.root = root;
    }

    /**
     * A text that is read.
     *
     * @throws UnchangeableException if it is no document
     */
    static YamlText of(String text) throws UnchangeableException {
        Document document = Document.read(text, new Problems("policy"));
        if (document == null) {
            throw new UnchangeableException("the policy", "cannot be read once it is changed");
        }
        return new YamlText(text, document.root());
    }

    /**
     * A changed text, which must say what was meant.
     *
     * @throws UnchangeableException naming {@code where} if it does not
     */
    static YamlText saying(String where, Node expected, String changed) throws UnchangeableException {
        YamlText read = of(changed);
        if (!CanonicalJson.text(read.root).equals(CanonicalJson.text(expected))) {
            throw new UnchangeableException(where, "is written in a way that cannot be changed in place");
        }
        return read;
    }

    String text() {
        return text;
    }

    Node.Mapping root() {
        return root;
    }

    /** The text with another between two offsets. */
    String replaced(int from, int to, String replacement) {
        return text.substring(0, from) + replacement + text.substring(to);
    }

    /**
     * The text with a member of the whole document so, in the place of the one that has its name, or at the end.
     *
     * @throws UnchangeableException naming the member if it cannot be replaced in place
     */
    String withMember(String name, Node value) throws UnchangeableException {
        Node.Member present = root.members().get(name);
        String written = block(name, value, 0);
        return present == null
                ? text + (text.endsWith("\n") ? "" : newLine()) + written
                : replaced(
                        offset(present.name()), end("`" + name + "`", present.value(), false), written.stripTrailing());
    }

    /** A member over as many lines as it needs. */
    String block(String name, Node value, int indent) {
        StringBuilder lines = new StringBuilder();
        String start = " ".repeat(indent) + name + ":";
        switch (value) {
            case Node.Mapping mapping -> {
                lines.append(start).append(newLine());
                mapping.members().forEach((inner, member) -> lines.append(block(inner, member.value(), indent + 2)));
            }
            case Node.Sequence sequence -> {
                lines.append(start).append(newLine());
                for (Node item : sequence.items()) {
                    lines.append(" ".repeat(indent + 2))
                            .append("- ")
                            .append(written(item))
                            .append(newLine());
                }
            }
            case Node other ->
                lines.append(start).append(' ').append(written(other)).append(newLine());
        }
        return lines.toString();
    }

    /** A value on one line. */
    static String written(Node value) {
        return switch (value) {
            case Node.Text name when PLAIN.matcher(name.value()).matches() -> name.value();
            case Node.Mapping mapping -> {
                List<String> members = new ArrayList<>();
                mapping.members().forEach((name, member) -> members.add(name + ": " + written(member.value())));
                yield "{ " + String.join(", ", members) + " }";
            }
            case Node other -> CanonicalJson.text(other);
        };
    }

    /** How its lines end. */
    String newLine() {
        return text.contains("\r\n") ? "\r\n" : "\n";
    }

    /** Where the line ends that holds this offset: its break, or the end of the text. */
    int lineEnd(int from) {
        int end = text.indexOf(newLine(), from);
        return end < 0 ? text.length() : end;
    }

    /** Where a place of the document stands in the text, in chars. */
    int offset(Place place) {
        int line = 0;
        for (int i = 1; i < place.line(); i++) {
            line = text.indexOf('\n', line) + 1;
        }
        return text.offsetByCodePoints(line, place.column() - 1);
    }

    /** Whether it is written in braces. */
    boolean isFlow(Node.Mapping mapping) {
        return text.charAt(offset(mapping.place())) == '{';
    }

    /**
     * Where a value ends, in chars.
     *
     * @param where what errors name
     * @param flow whether it stands in brackets or braces
     */
    int end(String where, Node value, boolean flow) throws UnchangeableException {
        int start = offset(value.place());
        char first = start < text.length() ? text.charAt(start) : '\n';
        return switch (value) {
            case Node.Mapping mapping
            when first != '{' ->
                end(where, List.copyOf(mapping.members().values()).getLast().value(), flow);
            case Node.Sequence sequence
            when first != '[' -> end(where, sequence.items().getLast(), flow);
            case Node.Nothing nothing when first != '~' && first != 'n' && first != 'N' -> start;
            case Node other when first == '{' || first == '[' -> bracketEnd(start);
            case Node other when first == '"' || first == '\'' -> quoteEnd(start);
            case Node other
            when first == '|' || first == '>' ->
                throw new UnchangeableException(where, "has a block text where a name is meant");
            case Node other -> plainEnd(start, flow);
        };
    }

    private int bracketEnd(int start) {
        int depth = 0;
        int i = start;
        do {
            char c = text.charAt(i);
            if (c == '"' || c == '\'') {
                i = quoteEnd(i);
                continue;
            }
            if (c == '#' && Character.isWhitespace(text.charAt(i - 1))) {
                i = lineEnd(i);
                continue;
            }
            depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
            i++;
        } while (depth > 0);
        return i;
    }

    private int quoteEnd(int start) {
        char quote = text.charAt(start);
        int i = start + 1;
        while (text.charAt(i) != quote) {
            i += quote == '"' && text.charAt(i) == '\\' ? 2 : 1;
        }
        return i + 1;
    }

    private int plainEnd(int start, boolean flow) {
        int i = start;
        while (i < text.length()
                && text.charAt(i) != '\n'
                && text.charAt(i) != '\r'
                && !(text.charAt(i) == '#' && Character.isWhitespace(text.charAt(i - 1)))
                && !(flow && ",}]".indexOf(text.charAt(i)) >= 0)) {
            i++;
        }
        while (Character.isWhitespace(text.charAt(i - 1))) {
            i--;
        }
        return i;
    }
}
