package io.tiergate.dataplane.cache;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Bytes of an entry, field by field; texts have their length in bytes before them (-1: absent). Grows. {@link ByteReader} reads them. */
final class ByteWriter {
    static final int ABSENT = -1;

    private ByteBuffer buffer;

    ByteWriter(int expectedBytes) {
        this.buffer = ByteBuffer.allocate(expectedBytes);
    }

    void octet(byte value) {
        room(1).put(value);
    }

    void length(int value) {
        room(Integer.BYTES).putInt(value);
    }

    void number(long value) {
        room(Long.BYTES).putLong(value);
    }

    void text(String value) {
        bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    void optional(@Nullable String value) {
        if (value == null) {
            length(ABSENT);
        } else {
            text(value);
        }
    }

    void bytes(byte[] value) {
        room(Integer.BYTES + value.length).putInt(value.length).put(value);
    }

    void labels(CachedAnswer.Labels labels) {
        text(labels.tenant());
        text(labels.policy());
        optional(labels.user());
        length(labels.tags().size());
        for (Map.Entry<String, String> tag : labels.tags().entrySet()) {
            text(tag.getKey());
            text(tag.getValue());
        }
    }

    byte[] done() {
        byte[] bytes = new byte[buffer.position()];
        buffer.flip().get(bytes);
        return bytes;
    }

    private ByteBuffer room(int bytes) {
        if (buffer.remaining() < bytes) {
            ByteBuffer larger = ByteBuffer.allocate(Math.max(2 * buffer.capacity(), buffer.position() + bytes));
            buffer = larger.put(buffer.flip());
        }
        return buffer;
    }
}
