package io.tiergate.policy.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import tools.jackson.databind.JsonNode;

/** {@code docs/records.md}, as far as tests read it: rows {@code | `member` | input or derived | ... |}. */
final class RecordsDocument {
    static final Path FILE = Path.of("../docs/records.md");

    private RecordsDocument() {}

    /** {@code input} or {@code derived}, by member. */
    static Map<String, String> members() throws IOException {
        Map<String, String> members = new HashMap<>();
        for (String line : Files.readAllLines(FILE)) {
            String[] cells = line.split("\\|", -1);
            if (cells.length >= 4 && cells[1].strip().startsWith("`")) {
                for (String name : cells[1].split(",", -1)) {
                    members.put(name.strip().replace("`", ""), cells[2].strip());
                }
            }
        }
        return members;
    }

    /** Calls back with the pointer and the documented name of every leaf, {@code steps[].attempts[].target} for example. */
    static void leaves(JsonNode node, BiConsumer<String, String> leaf) {
        leaves(node, "", "", leaf);
    }

    private static void leaves(JsonNode node, String pointer, String name, BiConsumer<String, String> leaf) {
        if (node.isObject()) {
            node.properties().forEach(member -> {
                String inner = name.isEmpty() ? member.getKey() : name + "." + member.getKey();
                leaves(member.getValue(), pointer + "/" + member.getKey(), inner, leaf);
            });
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                leaves(node.path(i), pointer + "/" + i, name + "[]", leaf);
            }
        } else {
            leaf.accept(pointer, row(name));
        }
    }

    /** Objects whose members are people's or models' own words have one row. */
    private static String row(String name) {
        for (String free : List.of("features.tags", "predicted.scores")) {
            if (name.startsWith(free + ".")) {
                return free;
            }
        }
        return name;
    }
}
