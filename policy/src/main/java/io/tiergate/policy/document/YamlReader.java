package io.tiergate.policy.document;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/**
 * YAML 1.2 (and so JSON) to nodes that know their place. What would make two readers disagree on the meaning, or one of them run out of
 * memory, is refused: duplicate names, anchors and aliases, tags, several documents, deep nesting, numbers that canonical JSON would change.
 */
final class YamlReader {
    static final int MAX_BYTES = 1 << 20;
    static final String TOO_LARGE = "the document is larger than 1 MiB";
    static final String TOO_LARGE_REMEDY = "split it into several policies";
    private static final int MAX_DEPTH = 32;
    private static final String UNWRITABLE =
            "a control character (U+007F to U+009F), byte order mark, or half of a surrogate pair";
    private static final String UNWRITABLE_REMEDY = "remove it, or write the character that was meant";

    private final String text;
    private final Problems problems;
    private final Deque<Open> open = new ArrayDeque<>();
    private @Nullable Node root;
    private boolean severalDocuments;
    private boolean tooDeep;

    YamlReader(String text, Problems problems) {
        this.text = text;
        this.problems = problems;
    }

    /** The outermost mapping, or null where there is none or its syntax is broken. */
    Node.@Nullable Mapping read() {
        if (text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            problems.error(Place.NOWHERE, TOO_LARGE, TOO_LARGE_REMEDY);
            return null;
        }
        if (!parse()) {
            return null;
        }
        return switch (root) {
            case null -> refused(new Place("", 1, 1), "the document is empty");
            case Node.Mapping mapping -> mapping;
            case Node.Nothing nothing -> refused(new Place("", 1, 1), "the document is empty");
            case Node other -> refused(other.place(), "the document is " + other.description() + ", not a mapping");
        };
    }

    private Node.@Nullable Mapping refused(Place place, String message) {
        problems.error(place, message, "begin with a line such as `policy: NAME`");
        return null;
    }

    @SuppressWarnings(
            "CatchingUnchecked") // the parser throws unmarked exceptions of its own, too: on bad directives, for one
    private boolean parse() {
        LoadSettings settings =
                LoadSettings.builder().setCodePointLimit(MAX_BYTES).build();
        try {
            for (Event event : new Parse(settings).parseString(text)) {
                accept(event);
                if (severalDocuments || tooDeep) {
                    return false;
                }
            }
            return true;
        } catch (MarkedYamlEngineException e) {
            syntaxError(e);
        } catch (RuntimeException e) {
            problems.error(Place.NOWHERE, "this is not YAML: " + firstLine(e.getMessage()), "check the whole document");
        }
        return false;
    }

    private void syntaxError(MarkedYamlEngineException e) {
        String what = firstLine(e.getProblem());
        boolean tab = what.contains("TAB") || what.contains("\\t");
        problems.error(
                place(currentPath(), e.getProblemMark().or(e::getContextMark)),
                "this is not YAML: " + (e.getContext() == null ? "" : firstLine(e.getContext()) + ", ") + what,
                tab
                        ? "indent with spaces, not tabs"
                        : "check indentation, quotes and brackets here and on the line before");
    }

    private static String firstLine(@Nullable String message) {
        return message == null ? "unreadable" : message.lines().findFirst().orElse("unreadable");
    }

    private void accept(Event event) {
        switch (event.getEventId()) {
            case DocumentStart -> severalDocuments();
            case Scalar -> add(scalar((ScalarEvent) event));
            case Alias -> alias((AliasEvent) event);
            case SequenceStart, MappingStart -> start((CollectionStartEvent) event);
            case SequenceEnd, MappingEnd -> add(open.pop().close());
            case StreamStart, StreamEnd, DocumentEnd, Comment -> {}
        }
    }

    private void severalDocuments() {
        severalDocuments = root != null;
        if (severalDocuments) {
            problems.error(
                    Place.NOWHERE,
                    "there is more than one document in this file",
                    "remove the `---` line and what follows it");
        }
    }

    private void start(CollectionStartEvent event) {
        Place place = place(currentPath(), event.getStartMark());
        refuseDecoration(event, event.getTag(), place);
        Open parent = open.peek();
        if (parent != null && parent.expectsName()) {
            problems.error(place, "a name is a text, not a list or mapping", "write a plain text before the colon");
        }
        if (open.size() == MAX_DEPTH) {
            problems.error(place, "nested deeper than " + MAX_DEPTH + " levels", "make the document flatter");
            tooDeep = true;
        }
        open.push(new Open(event.getEventId() == Event.ID.MappingStart, place));
    }

    private void alias(AliasEvent event) {
        Place place = place(currentPath(), event.getStartMark());
        problems.error(
                place,
                "aliases (`*" + event.getAlias().getValue()
                        + "`) are not supported: a reader of the document must see what it says",
                "write the value out here");
        Open parent = open.peek();
        if (parent == null || !parent.expectsName()) {
            problems.markBroken(place);
        }
        add(new Node.Nothing(place));
    }

    private void refuseDecoration(NodeEvent event, Optional<String> tag, Place place) {
        event.getAnchor()
                .ifPresent(anchor -> problems.error(
                        place,
                        "anchors (`&" + anchor.getValue()
                                + "`) are not supported: a reader of the document must see what it says",
                        "remove it and write values out where they are used"));
        tag.ifPresent(name -> problems.error(
                place, "tags (`" + name + "`) are not supported", "remove it; quote a value to make it a text"));
    }

    private Node scalar(ScalarEvent event) {
        Place place = place(currentPath(), event.getStartMark());
        refuseDecoration(event, event.getTag(), place);
        Open parent = open.peek();
        if (parent != null && parent.expectsName()) {
            return nameNode(event, place);
        }
        if (hasUnwritable(event.getValue())) {
            problems.error(place, UNWRITABLE, UNWRITABLE_REMEDY);
            problems.markBroken(place);
            return new Node.Nothing(place);
        }
        return event.isPlain()
                ? PlainScalar.resolve(event.getValue(), place, layout(event, place), problems)
                : new Node.Text(place, event.getValue(), layout(event, place));
    }

    private Node nameNode(ScalarEvent event, Place place) {
        String name = event.getValue();
        if (event.isPlain()
                && !(PlainScalar.resolve(name, place, Node.Layout.UNKNOWN, new Problems("")) instanceof Node.Text)) {
            problems.error(place, "`" + name + "` is not a text, and names are texts", "quote it: \"" + name + "\"");
        }
        return new Node.Text(place, name, Node.Layout.UNKNOWN);
    }

    /** What canonical JSON leaves as it is and YAML readers refuse; half of a surrogate pair is no text at all. */
    private static boolean hasUnwritable(String value) {
        return value.codePoints()
                .anyMatch(c -> (c >= 0x7f && c <= 0x9f)
                        || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)
                        || c == 0xfeff
                        || c == 0xfffe
                        || c == 0xffff);
    }

    private Node.Layout layout(ScalarEvent event, Place place) {
        Mark mark = event.getStartMark().orElse(null);
        return mark == null ? Node.Layout.UNKNOWN : ScalarLayout.of(event, mark, place);
    }

    private void add(Node node) {
        Open parent = open.peek();
        if (parent == null) {
            root = node;
        } else if (parent.expectsName()) {
            name(parent, node);
        } else {
            parent.value(node);
        }
    }

    private void name(Open parent, Node node) {
        String name = node instanceof Node.Text written ? written.value() : "";
        Place place = new Place(
                parent.place.child(name), node.place().line(), node.place().column());
        if (hasUnwritable(name)) {
            problems.error(parent.place.at(place.line(), place.column()), UNWRITABLE, UNWRITABLE_REMEDY);
            parent.skipValue();
        } else if (!(node instanceof Node.Text)) {
            parent.skipValue(); // a list or mapping as a name: reported where it began; or an alias
        } else if (parent.members.containsKey(name)) {
            int line = parent.members.get(name).name().line();
            problems.error(place, "`" + name + "` is here twice, first on line " + line, "remove one of the two");
            parent.skipValue();
        } else {
            parent.name(name, place);
        }
    }

    private String currentPath() {
        Open parent = open.peek();
        return parent == null ? "" : parent.nextPath();
    }

    private static Place place(String path, Optional<Mark> mark) {
        return mark.map(m -> new Place(path, m.getLine() + 1, m.getColumn() + 1))
                .orElse(new Place(path, 0, 0));
    }

    /** A list or mapping whose end has not been read. */
    private static final class Open {
        private final boolean mapping;
        private final Place place;
        private final Map<String, Node.Member> members = new LinkedHashMap<>();
        private final List<Node> items = new ArrayList<>();
        private @Nullable String name;
        private @Nullable Place namePlace;
        private boolean skip;

        Open(boolean mapping, Place place) {
            this.mapping = mapping;
            this.place = place;
        }

        boolean expectsName() {
            return mapping && name == null && !skip;
        }

        void name(String next, Place nextPlace) {
            name = next;
            namePlace = nextPlace;
        }

        void skipValue() {
            skip = true;
        }

        void value(Node value) {
            if (!mapping) {
                items.add(value);
            } else if (name != null && namePlace != null) {
                members.put(name, new Node.Member(namePlace, value));
            }
            name = null;
            skip = false;
        }

        String nextPath() {
            if (!mapping) {
                return place.child(Integer.toString(items.size()));
            }
            return name == null ? place.path() : place.child(name);
        }

        Node close() {
            return mapping ? new Node.Mapping(place, members) : new Node.Sequence(place, items);
        }
    }
}
