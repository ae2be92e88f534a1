package io.tiergate.cli.session;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.tiergate.v1.Resource;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;

/** Values of wire messages as people and JSON have them. */
public final class Wire {
    private static final int SHORT = 12;

    private Wire() {}

    /** {@code sha256:HEX}; empty where there is none. */
    public static String digest(ByteString bytes) {
        return bytes.isEmpty() ? "" : "sha256:" + HexFormat.of().formatHex(bytes.toByteArray());
    }

    /** The first twelve digits of {@code sha256:HEX}, for tables; {@code -} where there is none. */
    public static String abbreviated(String digest) {
        String hex = digest.startsWith("sha256:") ? digest.substring("sha256:".length()) : digest;
        return hex.isEmpty() ? "-" : hex.substring(0, Math.min(SHORT, hex.length()));
    }

    /** {@code 2027-01-31T00:00:00Z}; empty where there is none. */
    public static String time(Timestamp time) {
        return time.equals(Timestamp.getDefaultInstance())
                ? ""
                : Instant.ofEpochSecond(time.getSeconds()).toString();
    }

    /** {@code routing}, {@code access}. */
    public static String label(Resource resource) {
        return label(resource, "RESOURCE_");
    }

    /** An enum's constant without its prefix, in lower case. */
    public static String label(Enum<?> constant, String prefix) {
        String name = constant.name();
        return (name.startsWith(prefix) ? name.substring(prefix.length()) : name).toLowerCase(Locale.ROOT);
    }
}
