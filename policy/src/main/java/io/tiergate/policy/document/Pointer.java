package io.tiergate.policy.document;

import org.jspecify.annotations.Nullable;

/** Follows JSON Pointers through a document. */
final class Pointer {
    private Pointer() {}

    /**
     * What a pointer leads to, or the last node on the way where it leads nowhere.
     *
     * @param pointer JSON Pointer; empty for {@code root} itself
     */
    static Hit find(Node root, String pointer) {
        Hit hit = new Hit(root, root.place());
        for (String part :
                pointer.isEmpty() ? new String[0] : pointer.substring(1).split("/", -1)) {
            Hit next = step(hit.node, part.replace("~1", "/").replace("~0", "~"));
            if (next == null) {
                return hit;
            }
            hit = next;
        }
        return hit;
    }

    private static @Nullable Hit step(Node node, String name) {
        return switch (node) {
            case Node.Mapping mapping -> {
                Node.Member member = mapping.members().get(name);
                yield member == null ? null : new Hit(member.value(), placeOf(member));
            }
            case Node.Sequence sequence -> {
                int index = index(name, sequence.items().size());
                yield index < 0
                        ? null
                        : new Hit(
                                sequence.items().get(index),
                                sequence.items().get(index).place());
            }
            case Node.Text text -> null;
            case Node.Numeral number -> null;
            case Node.Flag flag -> null;
            case Node.Nothing nothing -> null;
        };
    }

    /** An empty value is nowhere to be seen: its name is shown. */
    private static Place placeOf(Node.Member member) {
        return member.value() instanceof Node.Nothing
                ? member.name()
                : member.value().place();
    }

    private static int index(String name, int size) {
        try {
            int index = Integer.parseInt(name);
            return index < size ? index : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /**
     * Where a pointer leads.
     *
     * @param node the value
     * @param place where to show it
     */
    record Hit(Node node, Place place) {}
}
