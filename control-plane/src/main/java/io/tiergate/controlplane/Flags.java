package io.tiergate.controlplane;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The command line: {@code --flag VALUE} or {@code --flag=VALUE}, each a property by another name. */
final class Flags {
    private static final Map<String, String> PROPERTIES = properties();

    private Flags() {}

    /** A command line that is not understood; the message says what is. */
    static final class InvalidFlagException extends RuntimeException {
        private static final long serialVersionUID = 1;

        InvalidFlagException(String message) {
            super(message);
        }
    }

    /** Properties by their full names. */
    static Map<String, Object> parse(String... arguments) {
        Map<String, Object> parsed = new LinkedHashMap<>();
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i];
            int equals = argument.indexOf('=');
            String flag = equals < 0 ? argument : argument.substring(0, equals);
            String property = PROPERTIES.get(flag);
            if (property == null) {
                throw new InvalidFlagException(
                        "unknown flag " + flag + "; known are " + String.join(", ", PROPERTIES.keySet()));
            }
            String value;
            if (equals >= 0) {
                value = argument.substring(equals + 1);
            } else if (flag.equals("--insecure")) {
                value = "true";
            } else {
                value = next(arguments, ++i);
                if (value == null) {
                    throw new InvalidFlagException(flag + " needs a value");
                }
            }
            parsed.put(property, value);
        }
        return parsed;
    }

    private static @Nullable String next(String[] arguments, int index) {
        return index < arguments.length && !arguments[index].startsWith("--") ? arguments[index] : null;
    }

    private static Map<String, String> properties() {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("--data-dir", "tiergate.data-dir");
        properties.put("--grpc-bind", "tiergate.grpc.bind");
        properties.put("--management-bind", "tiergate.management.bind");
        properties.put("--database-url", "tiergate.database.url");
        properties.put("--database-user", "tiergate.database.user");
        properties.put("--database-password", "tiergate.database.password");
        properties.put("--tls-certificate", "tiergate.tls-certificate");
        properties.put("--tls-key", "tiergate.tls-key");
        properties.put("--tls-authority", "tiergate.tls-authority");
        properties.put("--insecure", "tiergate.insecure");
        properties.put("--ready-file", "tiergate.ready-file");
        return properties;
    }
}
