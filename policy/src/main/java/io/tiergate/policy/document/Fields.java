package io.tiergate.policy.document;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One mapping as a compiler reads it: by name and type. What the schema refused is taken as absent, since it has its problem already.
 */
public final class Fields {
    private final Node.Mapping mapping;
    private final Problems problems;

    /** The members of a mapping. */
    public Fields(Node.Mapping mapping, Problems problems) {
        this.mapping = mapping;
        this.problems = problems;
    }

    /** The names, in document order. */
    public Set<String> names() {
        return mapping.members().keySet();
    }

    /** Where the mapping begins. */
    public Place place() {
        return mapping.place();
    }

    /** Whether the name is there, whatever its value. */
    public boolean has(String name) {
        return mapping.members().containsKey(name);
    }

    /** Where the name is written; without it, the mapping's place. */
    public Place placeOf(String name) {
        Node.Member member = mapping.members().get(name);
        return member == null ? place() : member.name();
    }

    /** The value, or null when it is absent or broken. */
    public @Nullable Node node(String name) {
        return sound(mapping.get(name));
    }

    /** The text, or null. */
    public Node.@Nullable Text text(String name) {
        return node(name) instanceof Node.Text text ? text : null;
    }

    /** The text, or {@code absent}. */
    public String textOr(String name, String absent) {
        Node.Text text = text(name);
        return text == null ? absent : text.value();
    }

    /** The number, or null. */
    public Node.@Nullable Numeral number(String name) {
        return node(name) instanceof Node.Numeral number ? number : null;
    }

    /** The whole number, or {@code absent}. */
    public long wholeOr(String name, long absent) {
        Node.Numeral number = number(name);
        return number == null ? absent : number.value().longValue();
    }

    /** The truth value, or {@code absent}. */
    public boolean flagOr(String name, boolean absent) {
        return node(name) instanceof Node.Flag flag ? flag.value() : absent;
    }

    /** The duration in milliseconds, or {@code absent}. The schema has checked its form: a whole number and ms, s, m, h or d. */
    public long millisOr(String name, long absent) {
        Node.Text text = text(name);
        return text == null ? absent : millis(text.value());
    }

    /** US dollars as micro-dollars, or {@code absent}; finer than that is a problem. */
    public long microsOr(String name, long absent) {
        Node.Numeral number = number(name);
        if (number == null) {
            return absent;
        }
        try {
            return number.value().movePointRight(6).longValueExact();
        } catch (ArithmeticException e) {
            problems.error(
                    number.place(),
                    "`" + name + "` is finer than a millionth of a dollar",
                    "write at most six decimals");
            return absent;
        }
    }

    /** The mapping, or null. */
    public @Nullable Fields mapping(String name) {
        return node(name) instanceof Node.Mapping inner ? new Fields(inner, problems) : null;
    }

    /** The mapping; an empty one when it is absent. */
    public Fields mappingOrEmpty(String name) {
        Fields inner = mapping(name);
        return inner == null ? new Fields(new Node.Mapping(place(), Map.of()), problems) : inner;
    }

    /** The texts of a list; empty when it is absent. */
    public List<Node.Text> texts(String name) {
        List<Node.Text> texts = new ArrayList<>();
        for (Node item : items(name)) {
            if (item instanceof Node.Text text) {
                texts.add(text);
            }
        }
        return texts;
    }

    /** The numbers of a list; empty when it is absent. */
    public List<Node.Numeral> numbers(String name) {
        List<Node.Numeral> numbers = new ArrayList<>();
        for (Node item : items(name)) {
            if (item instanceof Node.Numeral number) {
                numbers.add(number);
            }
        }
        return numbers;
    }

    /** The mappings of a list; empty when it is absent. */
    public List<Fields> mappings(String name) {
        List<Fields> inner = new ArrayList<>();
        for (Node item : items(name)) {
            if (item instanceof Node.Mapping one) {
                inner.add(new Fields(one, problems));
            }
        }
        return inner;
    }

    /** The mappings inside this one, by name, in document order. */
    public Map<String, Fields> mappingsByName() {
        Map<String, Fields> inner = new LinkedHashMap<>();
        mapping.members().forEach((name, member) -> {
            if (sound(member.value()) instanceof Node.Mapping one) {
                inner.put(name, new Fields(one, problems));
            }
        });
        return inner;
    }

    private List<Node> items(String name) {
        List<Node> items = new ArrayList<>();
        if (node(name) instanceof Node.Sequence sequence) {
            for (Node item : sequence.items()) {
                if (sound(item) != null) {
                    items.add(item);
                }
            }
        }
        return items;
    }

    private @Nullable Node sound(@Nullable Node node) {
        return node == null || problems.isBroken(node.place().path()) ? null : node;
    }

    private static long millis(String duration) {
        int digits = 0;
        while (digits < duration.length() && Character.isDigit(duration.charAt(digits))) {
            digits++;
        }
        long number = Long.parseLong(duration, 0, digits, 10);
        return switch (duration.substring(digits)) {
            case "ms" -> number;
            case "s" -> number * 1_000;
            case "m" -> number * 60_000;
            case "h" -> number * 3_600_000;
            case "d" -> number * 86_400_000;
            default -> throw new IllegalArgumentException("the schema let `" + duration + "` pass");
        };
    }
}
