package io.tiergate.laboratory.calibrate;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import io.tiergate.policy.document.CanonicalJson;
import io.tiergate.policy.document.Document;
import io.tiergate.policy.document.Node;
import io.tiergate.policy.document.Place;
import io.tiergate.policy.document.Problems;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The YAML text of a policy that is changed in place: what is not touched keeps its comments and layout. After each change the text is read again, and must
 * say what was meant. Immutable.
 */
public final class PolicyText {
    private static final Pattern PLAIN = Pattern.compile("(?!(?i:null|true|false)$)[A-Za-z][A-Za-z0-9_-]*");
    private static final List<String> NOT_OF_ROUTE = List.of("tier", "rungs", "pool", "quality_bar", "on_no_evidence");
    private static final String MARK = "# calibrate ";
    private static final int CONTEXT = 3;

    private final String text;
    private final Node.Mapping root;

    private PolicyText(String text) throws UnchangeableException {
        this.text = text;
        Document document = Document.read(text, new Problems("policy"));
        if (document == null) {
            throw new UnchangeableException("the policy", "cannot be read once it is changed");
        }
        this.root = document.root();
    }

    /**
     * A policy's text.
     *
     * @throws UnchangeableException if it is no document
     */
    public static PolicyText of(String text) throws UnchangeableException {
        return new PolicyText(text);
    }

    /** A text whose layout does not let a change be made in place. */
    public static final class UnchangeableException extends Exception {
        private static final long serialVersionUID = 1;

        UnchangeableException(String where, String what) {
            super(where + " " + what);
        }
    }

    /**
     * The policy with each task served as chosen, and a comment above it that says why.
     *
     * @throws UnchangeableException naming the task
     */
    public PolicyText with(List<Choice> choices) throws UnchangeableException {
        PolicyText changed = this;
        for (Choice choice : choices) {
            changed = changed.with(choice);
        }
        return changed;
    }

    /**
     * The policy with `cache.semantic` so, and with `cache.exact` on, without which it would be refused. A cache in braces is written over several lines.
     *
     * @param semantic nested maps, lists, texts, numbers and truth values
     */
    public PolicyText withSemanticCache(Map<String, ?> semantic) throws UnchangeableException {
        Node.Member present = root.members().get("cache");
        Map<String, Node> cache = present != null && present.value() instanceof Node.Mapping mapping
                ? values(mapping)
                : new LinkedHashMap<>();
        Node exact = Node.of(true);
        Node written = Node.of(semantic);
        boolean isExact = cache.containsKey("exact")
                && CanonicalJson.text(cache.get("exact")).equals(CanonicalJson.text(exact));
        Node.Mapping block =
                present == null || !isExact || !(present.value() instanceof Node.Mapping mapping) || isFlow(mapping)
                        ? null
                        : mapping;
        cache.put("exact", exact);
        cache.put("semantic", written);
        Map<String, Node> whole = values(root);
        whole.put("cache", Node.of(cache));
        String changed = present == null
                ? text + (text.endsWith("\n") ? "" : newLine()) + block("cache", Node.of(cache), 0)
                : block == null
                        ? replaced(
                                offset(present.name()),
                                end("`cache`", present.value(), false),
                                block("cache", Node.of(cache), 0).stripTrailing())
                        : withMember(block, written);
        return meaning("`cache`", Node.of(whole), changed);
    }

    /**
     * The policy with `text_equality` so.
     *
     * @param equality nested maps, lists, texts, numbers and truth values
     */
    public PolicyText withTextEquality(Map<String, ?> equality) throws UnchangeableException {
        String name = "text_equality";
        Node.Member present = root.members().get(name);
        Node written = Node.of(equality);
        Map<String, Node> whole = values(root);
        whole.put(name, written);
        String changed = present == null
                ? text + (text.endsWith("\n") ? "" : newLine()) + block(name, written, 0)
                : replaced(
                        offset(present.name()),
                        end("`" + name + "`", present.value(), false),
                        block(name, written, 0).stripTrailing());
        return meaning("`" + name + "`", Node.of(whole), changed);
    }

    /** The text with `semantic` replaced, or put behind the last member. */
    private String withMember(Node.Mapping cache, Node semantic) throws UnchangeableException {
        int indent = cache.place().column() - 1;
        String written = block("semantic", semantic, indent).strip();
        Node.Member present = cache.members().get("semantic");
        if (present != null) {
            return replaced(offset(present.name()), end("`cache`", present.value(), false), written);
        }
        Node last = List.copyOf(cache.members().values()).getLast().value();
        int line = lineEnd(end("`cache`", last, false));
        return replaced(line, line, newLine() + " ".repeat(indent) + written);
    }

    /** A member over as many lines as it needs. */
    private String block(String name, Node value, int indent) {
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

    private PolicyText with(Choice choice) throws UnchangeableException {
        String task = choice.task();
        return switch (choice.way()) {
            case Choice.AsWritten() -> this;
            case Choice.Start(String tier) -> {
                PolicyText changed = set(task, "strategy", Node.of("route")).set(task, "start", Node.of(tier));
                for (String field : NOT_OF_ROUTE) {
                    changed = changed.without(task, field);
                }
                yield changed.commented(task, choice.why());
            }
            case Choice.Bar(double share) ->
                set(task, "quality_bar", Node.of(Map.of("of_reference", new BigDecimal(Double.toString(share)))))
                        .commented(task, choice.why());
        };
    }

    /** The text. */
    @Override
    public String toString() {
        return text;
    }

    /** What stands there, member by member from the document's root; null: nothing. */
    public @Nullable Node at(String... path) {
        Node node = root;
        for (String name : path) {
            node = node instanceof Node.Mapping mapping ? mapping.get(name) : null;
        }
        return node;
    }

    /** What differs, as a unified diff with three lines around each change; empty where nothing does. */
    public String diffTo(PolicyText other, String from, String to) {
        List<String> old = lines(text);
        List<String> diff =
                UnifiedDiffUtils.generateUnifiedDiff(from, to, old, DiffUtils.diff(old, lines(other.text)), CONTEXT);
        return diff.isEmpty() ? "" : String.join("\n", diff) + "\n";
    }

    private static List<String> lines(String text) {
        List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
        if (lines.getLast().isEmpty()) {
            lines.removeLast();
        }
        return lines;
    }

    private PolicyText set(String task, String field, Node value) throws UnchangeableException {
        Node.Mapping mapping = task(task);
        Node.Member present = mapping.members().get(field);
        if (present != null && CanonicalJson.text(present.value()).equals(CanonicalJson.text(value))) {
            return this;
        }
        boolean flow = isFlow(mapping);
        if (present != null) {
            int start = offset(present.value().place());
            return meaning(
                    task,
                    field,
                    value,
                    replaced(start, end("task `" + task + "`", present.value(), flow), written(value)));
        }
        Node strategy = mapping.get("strategy");
        if (strategy == null) {
            throw new UnchangeableException("task `" + task + "`", "has no strategy");
        }
        int after = end("task `" + task + "`", strategy, flow);
        String member = field + ": " + written(value);
        if (flow) {
            return meaning(task, field, value, replaced(after, after, ", " + member));
        }
        int line = lineEnd(after);
        return meaning(
                task,
                field,
                value,
                replaced(line, line, newLine() + " ".repeat(mapping.place().column() - 1) + member));
    }

    private PolicyText without(String task, String field) throws UnchangeableException {
        Node.Mapping mapping = task(task);
        Node.Member member = mapping.members().get(field);
        if (member == null) {
            return this;
        }
        List<Node.Member> members = List.copyOf(mapping.members().values());
        int index = members.indexOf(member);
        boolean flow = isFlow(mapping);
        int start = offset(member.name());
        int end = end("task `" + task + "`", member.value(), flow);
        if (!flow) {
            // Its lines, with the break after them or, if it is the text's last, before them.
            int next = lineEnd(end) + newLine().length();
            int lineStart = text.lastIndexOf('\n', start) + 1;
            return meaning(task, field, null, replaced(lineStart, Math.min(next, text.length()), ""));
        }
        if (index + 1 < members.size()) {
            return meaning(
                    task,
                    field,
                    null,
                    replaced(start, offset(members.get(index + 1).name()), ""));
        }
        int before = end("task `" + task + "`", members.get(index - 1).value(), true);
        return meaning(task, field, null, replaced(before, end, ""));
    }

    /** A comment above the line on which the task's name stands; one of an earlier calibration is replaced. */
    private PolicyText commented(String task, String why) throws UnchangeableException {
        if (!(root.get("tasks") instanceof Node.Mapping tasks)) {
            throw new UnchangeableException("the policy", "has no tasks");
        }
        Node.Member member = tasks.members().get(task);
        if (member == null) {
            throw new UnchangeableException("the policy", "has no task `" + task + "`");
        }
        int start = text.lastIndexOf('\n', offset(member.name()) - 1) + 1;
        int content = start;
        while (text.charAt(content) == ' ') {
            content++;
        }
        String indent = text.substring(start, content);
        int from = start;
        for (int above = start; above > 0; ) {
            int previous = text.lastIndexOf('\n', above - 2) + 1;
            String line = text.substring(previous, above).strip();
            if (!line.startsWith(MARK)) {
                break;
            }
            if (line.startsWith(MARK + task + ":")) {
                String replacement = indent + MARK + task + ": " + why + newLine();
                return same(replaced(previous, above, replacement));
            }
            above = previous;
        }
        return same(replaced(from, from, indent + MARK + task + ": " + why + newLine()));
    }

    private Node.Mapping task(String task) throws UnchangeableException {
        if (root.get("tasks") instanceof Node.Mapping tasks && tasks.get(task) instanceof Node.Mapping mapping) {
            return mapping;
        }
        throw new UnchangeableException("the policy", "has no task `" + task + "`");
    }

    private String replaced(int from, int to, String replacement) {
        return text.substring(0, from) + replacement + text.substring(to);
    }

    private PolicyText same(String changed) throws UnchangeableException {
        return meaning("", root, changed);
    }

    /** The changed text, if it says this policy with that field of the task so; null: without it. */
    private PolicyText meaning(String task, String field, @Nullable Node value, String changed)
            throws UnchangeableException {
        Map<String, Node> fields = values(task(task));
        if (value == null) {
            fields.remove(field);
        } else {
            fields.put(field, value);
        }
        Map<String, Node> tasks = root.get("tasks") instanceof Node.Mapping all ? values(all) : new LinkedHashMap<>();
        tasks.put(task, Node.of(fields));
        Map<String, Node> whole = values(root);
        whole.put("tasks", Node.of(tasks));
        return meaning("task `" + task + "`", Node.of(whole), changed);
    }

    private static PolicyText meaning(String where, Node expected, String changed) throws UnchangeableException {
        PolicyText read = new PolicyText(changed);
        if (!CanonicalJson.text(read.root).equals(CanonicalJson.text(expected))) {
            throw new UnchangeableException(where, "is written in a way that cannot be changed in place");
        }
        return read;
    }

    private static Map<String, Node> values(Node.Mapping mapping) {
        Map<String, Node> values = new LinkedHashMap<>();
        mapping.members().forEach((name, member) -> values.put(name, member.value()));
        return values;
    }

    private static String written(Node value) {
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

    private String newLine() {
        return text.contains("\r\n") ? "\r\n" : "\n";
    }

    /** Where the line ends that holds this offset: its break, or the end of the text. */
    private int lineEnd(int from) {
        int end = text.indexOf(newLine(), from);
        return end < 0 ? text.length() : end;
    }

    private int offset(Place place) {
        int line = 0;
        for (int i = 1; i < place.line(); i++) {
            line = text.indexOf('\n', line) + 1;
        }
        return text.offsetByCodePoints(line, place.column() - 1);
    }

    private boolean isFlow(Node.Mapping mapping) {
        return text.charAt(offset(mapping.place())) == '{';
    }

    /** Where a value ends. */
    private int end(String where, Node value, boolean flow) throws UnchangeableException {
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
