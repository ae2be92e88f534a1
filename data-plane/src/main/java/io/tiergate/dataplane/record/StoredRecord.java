package io.tiergate.dataplane.record;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A record as read from disk: its JSON, and what records are looked up by.
 *
 * @param id the decision's
 * @param timeMillis of arrival, since 1970
 * @param tenant whose request it was; empty: unknown, or the platform team's
 * @param policy which policy decided; empty: none did
 * @param task its type; empty: refused before that was known
 * @param json UTF-8, one object
 */
public record StoredRecord(String id, long timeMillis, String tenant, String policy, String task, ByteString json) {
    private static final JsonFactory JSON = new JsonFactory();

    /** Reads a line; null if it is no record. */
    static @Nullable StoredRecord parse(byte[] line) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), line)) {
            return new Members(parser).read(line);
        } catch (JacksonException e) {
            return null;
        }
    }

    /** Reads as far as needed: the members that follow the features are not looked at. */
    private static final class Members {
        private final JsonParser parser;
        private String id = "";
        private long timeMillis = -1;
        private String tenant = "";
        private String policy = "";
        private String task = "";

        Members(JsonParser parser) {
            this.parser = parser;
        }

        @Nullable
        StoredRecord read(byte[] line) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (task.isEmpty() && parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                switch (name) {
                    case "id" -> id = parser.getString();
                    case "time_ms" -> timeMillis = parser.getLongValue();
                    case "tenant" -> tenant = parser.getString();
                    case "policy", "features" -> inner(name);
                    default -> parser.skipChildren();
                }
            }
            return id.isEmpty() || timeMillis < 0
                    ? null
                    : new StoredRecord(id, timeMillis, tenant, policy, task, UnsafeByteOperations.unsafeWrap(line));
        }

        private void inner(String outer) {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                parser.skipChildren();
                return;
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                switch (outer + "/" + name) {
                    case "policy/name" -> policy = parser.getString();
                    case "features/task" -> task = parser.getString();
                    default -> parser.skipChildren();
                }
            }
        }
    }
}
