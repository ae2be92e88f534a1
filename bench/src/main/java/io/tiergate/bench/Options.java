package io.tiergate.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A measurement's options, as {@code --name value}. */
final class Options {
    private final Map<String, String> values;

    private Options(Map<String, String> values) {
        this.values = values;
    }

    static Options parse(List<String> arguments) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i + 1 < arguments.size(); i += 2) {
            values.put(arguments.get(i), arguments.get(i + 1));
        }
        if (arguments.size() % 2 != 0) {
            throw new IllegalArgumentException("an option without a value: " + arguments.getLast());
        }
        return new Options(values);
    }

    int number(String name, int otherwise) {
        String value = values.get(name);
        return value == null ? otherwise : Integer.parseInt(value);
    }

    String text(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    /** What the JVMs under test run with. */
    List<String> jvm() {
        return List.of(text("--jvm", "-XX:+UseSerialGC -Xms512m -Xmx512m").split(" +", -1));
    }

    /** What the agent's runs with: more than the others', for a profiler. */
    List<String> agentJvm() {
        List<String> all = new ArrayList<>(jvm());
        String more = text("--agent-jvm", "");
        if (!more.isEmpty()) {
            all.addAll(List.of(more.split(" +", -1)));
        }
        return all;
    }
}
