package io.tiergate.policy.document;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One value of a document, with the place where it is written. Immutable. */
public sealed interface Node {
    /** Where it begins. */
    Place place();

    /** What it is, for people: {@code a text}, {@code a number}. */
    String description();

    /**
     * Names and values, in document order.
     *
     * @param members by name
     */
    record Mapping(Place place, Map<String, Member> members) implements Node {
        public Mapping {
            members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
        }

        /** The value of that name, or null. */
        public @Nullable Node get(String name) {
            Member member = members.get(name);
            return member == null ? null : member.value();
        }

        @Override
        public String description() {
            return "a mapping";
        }
    }

    /**
     * One line of a mapping.
     *
     * @param name where the name is written; its path is the value's
     * @param value what the name stands for
     */
    record Member(Place name, Node value) {}

    /** Values in order. */
    record Sequence(Place place, List<Node> items) implements Node {
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public String description() {
            return "a list";
        }
    }

    /**
     * A text.
     *
     * @param value without quotes and escapes
     * @param layout how its characters lie in the source
     */
    record Text(Place place, String value, Layout layout) implements Node {
        /** The place of the {@code column}th code point (from 0) of the {@code line}th line (from 1) of the value. */
        public Place placeOf(int line, int column) {
            return layout.placeOf(place, line, column);
        }

        @Override
        public String description() {
            return "a text";
        }
    }

    /**
     * A number that canonical JSON keeps exactly.
     *
     * @param value as written
     */
    record Numeral(Place place, BigDecimal value) implements Node {
        @Override
        public String description() {
            return "a number";
        }
    }

    /** True or false. */
    record Flag(Place place, boolean value) implements Node {
        @Override
        public String description() {
            return "a truth value";
        }
    }

    /** Nothing: {@code null}, or a name without a value. */
    record Nothing(Place place) implements Node {
        @Override
        public String description() {
            return "empty";
        }
    }

    /**
     * Where the characters of a text lie: its line {@code n} begins at line {@code line + n - 1}, the first at {@code column}, later ones at
     * {@code indent}. Line 0: unknown (escapes or folded lines), and every character is placed where the text begins.
     */
    record Layout(int line, int column, int indent) {
        static final Layout UNKNOWN = new Layout(0, 0, 0);

        Place placeOf(Place start, int textLine, int textColumn) {
            return line == 0 ? start : start.at(line + textLine - 1, (textLine == 1 ? column : indent) + textColumn);
        }
    }

    /**
     * A node from plain values (maps with text keys, lists, texts, numbers, truth values, null), for documents that are made and not
     * read.
     *
     * @throws IllegalArgumentException for any other type
     */
    static Node of(@Nullable Object value) {
        return of(Place.NOWHERE, value);
    }

    private static Node of(Place place, @Nullable Object value) {
        return switch (value) {
            case null -> new Nothing(place);
            case Node node -> node;
            case String text -> new Text(place, text, Layout.UNKNOWN);
            case Boolean flag -> new Flag(place, flag);
            case BigDecimal number -> new Numeral(place, number);
            case Integer number -> new Numeral(place, BigDecimal.valueOf(number));
            case Long number -> new Numeral(place, BigDecimal.valueOf(number));
            case Map<?, ?> map -> mapping(place, map);
            case Iterable<?> items -> sequence(place, items);
            default -> throw new IllegalArgumentException("no document holds a " + value.getClass());
        };
    }

    private static Mapping mapping(Place place, Map<?, ?> map) {
        Map<String, Member> members = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            String name = (String) key;
            Place child = new Place(place.child(name), 0, 0);
            members.put(name, new Member(child, of(child, value)));
        });
        return new Mapping(place, members);
    }

    private static Sequence sequence(Place place, Iterable<?> values) {
        List<Node> items = new ArrayList<>();
        for (Object value : values) {
            items.add(of(new Place(place.child(Integer.toString(items.size())), 0, 0), value));
        }
        return new Sequence(place, items);
    }
}
