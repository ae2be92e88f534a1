package io.tiergate.policy.document;

import java.util.Locale;
import java.util.Map;

/** Writes documents as YAML that people can read: mappings and lists in lines, texts in double quotes. Comments are not kept. */
public final class YamlWriter {
    private final StringBuilder out = new StringBuilder();

    private YamlWriter() {}

    /** The YAML of a document; reading it gives the same values. */
    public static String write(Node.Mapping root) {
        YamlWriter writer = new YamlWriter();
        writer.members(root, "");
        return root.members().isEmpty() ? "{}\n" : writer.out.toString();
    }

    private void members(Node.Mapping mapping, String indent) {
        for (Map.Entry<String, Node.Member> member : mapping.members().entrySet()) {
            out.append(indent);
            appendName(member.getKey());
            out.append(':');
            value(member.getValue().value(), indent);
        }
    }

    private void value(Node value, String indent) {
        switch (value) {
            case Node.Mapping mapping
            when !mapping.members().isEmpty() && !isSmall(mapping) -> {
                out.append('\n');
                members(mapping, indent + "  ");
            }
            case Node.Sequence sequence
            when !sequence.items().isEmpty() && !areSmall(sequence) -> {
                out.append('\n');
                for (Node item : sequence.items()) {
                    out.append(indent).append("  -");
                    value(item, indent + "  ");
                }
            }
            case Node other -> {
                out.append(' ');
                inline(other);
                out.append('\n');
            }
        }
    }

    private void inline(Node node) {
        switch (node) {
            case Node.Mapping mapping -> {
                String separator = "{ ";
                for (Map.Entry<String, Node.Member> member : mapping.members().entrySet()) {
                    out.append(separator);
                    appendName(member.getKey());
                    out.append(": ");
                    inline(member.getValue().value());
                    separator = ", ";
                }
                out.append(mapping.members().isEmpty() ? "{}" : " }");
            }
            case Node.Sequence sequence -> {
                out.append('[');
                String separator = "";
                for (Node item : sequence.items()) {
                    out.append(separator);
                    inline(item);
                    separator = ", ";
                }
                out.append(']');
            }
            case Node.Text text -> appendQuoted(text.value());
            case Node.Numeral number -> out.append(number.value().toPlainString());
            case Node.Flag flag -> out.append(flag.value());
            case Node.Nothing nothing -> out.append("null");
        }
    }

    private static boolean isSmall(Node.Mapping mapping) {
        return mapping.members().values().stream().allMatch(member -> isScalar(member.value()));
    }

    private static boolean areSmall(Node.Sequence sequence) {
        return sequence.items().stream().allMatch(YamlWriter::isScalar);
    }

    private static boolean isScalar(Node node) {
        return switch (node) {
            case Node.Mapping mapping -> false;
            case Node.Sequence sequence -> sequence.items().stream().allMatch(item -> item instanceof Node.Text);
            case Node.Text text -> true;
            case Node.Numeral number -> true;
            case Node.Flag flag -> true;
            case Node.Nothing nothing -> true;
        };
    }

    private void appendName(String name) {
        if (isPlainName(name)) {
            out.append(name);
        } else {
            appendQuoted(name);
        }
    }

    private void appendQuoted(String text) {
        StringBuilder json = new StringBuilder();
        CanonicalJson.appendText(json, text);
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (needsEscape(c)) {
                out.append("\\u").append(String.format(Locale.ROOT, "%04x", (int) c));
            } else {
                out.append(c);
            }
        }
    }

    /** What YAML does not take unescaped, or takes for the end of a line. */
    private static boolean needsEscape(char c) {
        return (c >= 0x7f && c <= 0x9f) || c == 0x2028 || c == 0x2029 || c == 0xfeff || c >= 0xfffe;
    }

    private static boolean isPlainName(String name) {
        if (name.isEmpty() || !Character.isLetter(name.charAt(0)) || isReserved(name)) {
            return false;
        }
        return name.chars()
                .allMatch(
                        c -> c < 128 && (Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '/' || c == '.'));
    }

    private static boolean isReserved(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "null", "true", "false", "yes", "no", "on", "off", "y", "n" -> true;
            default -> false;
        };
    }
}
