package io.tiergate.transport.process;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A service's command line: {@code --flag VALUE} or {@code --flag=VALUE}, each a configuration property by another name.
 *
 * @param properties by flag, in the order in which they are listed to people
 * @param switches flags without a value, which mean {@code true}
 */
public record Flags(Map<String, String> properties, Set<String> switches) {
    public Flags {
        properties = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(properties));
        switches = Set.copyOf(switches);
    }

    /** A command line that is not understood; the message says what is. */
    public static final class InvalidFlagException extends RuntimeException {
        private static final long serialVersionUID = 1;

        InvalidFlagException(String message) {
            super(message);
        }
    }

    /**
     * Properties by their full names.
     *
     * @throws InvalidFlagException if a flag is unknown or lacks its value
     */
    public Map<String, Object> parse(String... arguments) {
        Map<String, Object> parsed = new LinkedHashMap<>();
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i];
            int equals = argument.indexOf('=');
            String flag = equals < 0 ? argument : argument.substring(0, equals);
            String property = properties.get(flag);
            if (property == null) {
                throw new InvalidFlagException(
                        "unknown flag " + flag + "; known are " + String.join(", ", properties.keySet()) + ", --help");
            }
            if (equals >= 0) {
                parsed.put(property, argument.substring(equals + 1));
            } else if (switches.contains(flag)) {
                parsed.put(property, "true");
            } else {
                String value = next(arguments, ++i);
                if (value == null) {
                    throw new InvalidFlagException(flag + " needs a value");
                }
                parsed.put(property, value);
            }
        }
        return parsed;
    }

    /** Every flag with the property that it sets, a line each. */
    public String help() {
        StringBuilder text = new StringBuilder("Flags, and the properties of application.yml that they set:\n");
        properties.forEach((flag, property) -> text.append(String.format(
                Locale.ROOT, "  %-28s %s%n", flag + (switches.contains(flag) ? "" : " VALUE"), property)));
        return text.append("docs/operations.md says what each is for.\n").toString();
    }

    private static @Nullable String next(String[] arguments, int index) {
        return index < arguments.length && !arguments[index].startsWith("--") ? arguments[index] : null;
    }
}
