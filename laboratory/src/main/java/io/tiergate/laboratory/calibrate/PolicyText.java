package io.tiergate.laboratory.calibrate;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import io.tiergate.policy.document.CanonicalJson;
import io.tiergate.policy.document.Node;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The YAML text of a policy that is changed in place: what is not touched keeps its comments and layout. After each change the text is read again, and must
 * say what was meant. Immutable.
 */
public final class PolicyText {
    private static final List<String> NOT_OF_ROUTE = List.of("tier", "rungs", "pool", "quality_bar", "on_no_evidence");
    private static final String MARK = "# calibrate ";
    private static final int CONTEXT = 3;

    private final YamlText yaml;

    private PolicyText(YamlText yaml) {
        this.yaml = yaml;
    }

    /**
     * A policy's text.
     *
     * @throws UnchangeableException if it is no document
     */
    public static PolicyText of(String text) throws UnchangeableException {
        return new PolicyText(YamlText.of(text));
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
        Node.Member present = yaml.root().members().get("cache");
        Map<String, Node> cache = present != null && present.value() instanceof Node.Mapping mapping
                ? values(mapping)
                : new LinkedHashMap<>();
        Node exact = Node.of(true);
        Node written = Node.of(semantic);
        boolean isExact = cache.containsKey("exact")
                && CanonicalJson.text(cache.get("exact")).equals(CanonicalJson.text(exact));
        Node.Mapping block = present == null
                        || !isExact
                        || !(present.value() instanceof Node.Mapping mapping)
                        || yaml.isFlow(mapping)
                ? null
                : mapping;
        cache.put("exact", exact);
        cache.put("semantic", written);
        Map<String, Node> whole = values(yaml.root());
        whole.put("cache", Node.of(cache));
        String changed = block == null ? yaml.withMember("cache", Node.of(cache)) : withSemantic(block, written);
        return saying("`cache`", Node.of(whole), changed);
    }

    /**
     * The policy with `text_equality` so.
     *
     * @param equality nested maps, lists, texts, numbers and truth values
     */
    public PolicyText withTextEquality(Map<String, ?> equality) throws UnchangeableException {
        String name = "text_equality";
        Node written = Node.of(equality);
        Map<String, Node> whole = values(yaml.root());
        whole.put(name, written);
        return saying("`" + name + "`", Node.of(whole), yaml.withMember(name, written));
    }

    /** The text with the cache's `semantic` replaced, or put behind the last member. */
    private String withSemantic(Node.Mapping cache, Node semantic) throws UnchangeableException {
        int indent = cache.place().column() - 1;
        String written = yaml.block("semantic", semantic, indent).strip();
        Node.Member present = cache.members().get("semantic");
        if (present != null) {
            return yaml.replaced(yaml.offset(present.name()), yaml.end("`cache`", present.value(), false), written);
        }
        Node last = List.copyOf(cache.members().values()).getLast().value();
        int line = yaml.lineEnd(yaml.end("`cache`", last, false));
        return yaml.replaced(line, line, yaml.newLine() + " ".repeat(indent) + written);
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
        return yaml.text();
    }

    /** What stands there, member by member from the document's root; null: nothing. */
    public @Nullable Node at(String... path) {
        Node node = yaml.root();
        for (String name : path) {
            node = node instanceof Node.Mapping mapping ? mapping.get(name) : null;
        }
        return node;
    }

    /** What differs, as a unified diff with three lines around each change; empty where nothing does. */
    public String diffTo(PolicyText other, String from, String to) {
        List<String> old = lines(yaml.text());
        List<String> diff = UnifiedDiffUtils.generateUnifiedDiff(
                from, to, old, DiffUtils.diff(old, lines(other.yaml.text())), CONTEXT);
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
        boolean flow = yaml.isFlow(mapping);
        if (present != null) {
            int start = yaml.offset(present.value().place());
            return meaning(
                    task,
                    field,
                    value,
                    yaml.replaced(
                            start, yaml.end("task `" + task + "`", present.value(), flow), YamlText.written(value)));
        }
        Node strategy = mapping.get("strategy");
        if (strategy == null) {
            throw new UnchangeableException("task `" + task + "`", "has no strategy");
        }
        int after = yaml.end("task `" + task + "`", strategy, flow);
        String member = field + ": " + YamlText.written(value);
        if (flow) {
            return meaning(task, field, value, yaml.replaced(after, after, ", " + member));
        }
        int line = yaml.lineEnd(after);
        return meaning(
                task,
                field,
                value,
                yaml.replaced(
                        line, line, yaml.newLine() + " ".repeat(mapping.place().column() - 1) + member));
    }

    private PolicyText without(String task, String field) throws UnchangeableException {
        Node.Mapping mapping = task(task);
        Node.Member member = mapping.members().get(field);
        if (member == null) {
            return this;
        }
        List<Node.Member> members = List.copyOf(mapping.members().values());
        int index = members.indexOf(member);
        boolean flow = yaml.isFlow(mapping);
        int start = yaml.offset(member.name());
        int end = yaml.end("task `" + task + "`", member.value(), flow);
        if (!flow) {
            // Its lines, with the break after them or, if it is the text's last, before them.
            int next = yaml.lineEnd(end) + yaml.newLine().length();
            int lineStart = yaml.text().lastIndexOf('\n', start) + 1;
            return meaning(
                    task,
                    field,
                    null,
                    yaml.replaced(lineStart, Math.min(next, yaml.text().length()), ""));
        }
        if (index + 1 < members.size()) {
            return meaning(
                    task,
                    field,
                    null,
                    yaml.replaced(start, yaml.offset(members.get(index + 1).name()), ""));
        }
        int before = yaml.end("task `" + task + "`", members.get(index - 1).value(), true);
        return meaning(task, field, null, yaml.replaced(before, end, ""));
    }

    /** A comment above the line on which the task's name stands; one of an earlier calibration is replaced. */
    private PolicyText commented(String task, String why) throws UnchangeableException {
        if (!(yaml.root().get("tasks") instanceof Node.Mapping tasks)) {
            throw new UnchangeableException("the policy", "has no tasks");
        }
        Node.Member member = tasks.members().get(task);
        if (member == null) {
            throw new UnchangeableException("the policy", "has no task `" + task + "`");
        }
        int start = yaml.text().lastIndexOf('\n', yaml.offset(member.name()) - 1) + 1;
        int content = start;
        while (yaml.text().charAt(content) == ' ') {
            content++;
        }
        String indent = yaml.text().substring(start, content);
        int from = start;
        for (int above = start; above > 0; ) {
            int previous = yaml.text().lastIndexOf('\n', above - 2) + 1;
            String line = yaml.text().substring(previous, above).strip();
            if (!line.startsWith(MARK)) {
                break;
            }
            if (line.startsWith(MARK + task + ":")) {
                String replacement = indent + MARK + task + ": " + why + yaml.newLine();
                return same(yaml.replaced(previous, above, replacement));
            }
            above = previous;
        }
        return same(yaml.replaced(from, from, indent + MARK + task + ": " + why + yaml.newLine()));
    }

    private Node.Mapping task(String task) throws UnchangeableException {
        if (yaml.root().get("tasks") instanceof Node.Mapping tasks && tasks.get(task) instanceof Node.Mapping mapping) {
            return mapping;
        }
        throw new UnchangeableException("the policy", "has no task `" + task + "`");
    }

    private PolicyText same(String changed) throws UnchangeableException {
        return saying("", yaml.root(), changed);
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
        Map<String, Node> tasks =
                yaml.root().get("tasks") instanceof Node.Mapping all ? values(all) : new LinkedHashMap<>();
        tasks.put(task, Node.of(fields));
        Map<String, Node> whole = values(yaml.root());
        whole.put("tasks", Node.of(tasks));
        return saying("task `" + task + "`", Node.of(whole), changed);
    }

    private PolicyText saying(String where, Node expected, String changed) throws UnchangeableException {
        return new PolicyText(YamlText.saying(where, expected, changed));
    }

    private static Map<String, Node> values(Node.Mapping mapping) {
        Map<String, Node> values = new LinkedHashMap<>();
        mapping.members().forEach((name, member) -> values.put(name, member.value()));
        return values;
    }
}
