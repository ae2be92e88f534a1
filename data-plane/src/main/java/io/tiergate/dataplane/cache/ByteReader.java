package io.tiergate.dataplane.cache;

import io.tiergate.policy.document.Digest;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what {@link ByteWriter} wrote; throws {@link BufferUnderflowException} or {@link IllegalArgumentException} where that is not it. */
final class ByteReader {
    private final ByteBuffer in;

    ByteReader(byte[] bytes) {
        this.in = ByteBuffer.wrap(bytes);
    }

    byte octet() {
        return in.get();
    }

    long number() {
        return in.getLong();
    }

    int length() {
        return in.getInt();
    }

    String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    @Nullable
    String optional() {
        int length = in.getInt();
        return length == ByteWriter.ABSENT ? null : new String(bytes(length), StandardCharsets.UTF_8);
    }

    Digest digest() {
        return Digest.fromBytes(bytes());
    }

    byte[] bytes() {
        return bytes(in.getInt());
    }

    private byte[] bytes(int length) {
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    CachedAnswer.Labels labels() {
        String tenant = text();
        String policy = text();
        String user = optional();
        Map<String, String> tags = new HashMap<>();
        int count = length();
        for (int i = 0; i < count; i++) {
            tags.put(text(), text());
        }
        if (tags.size() != count) {
            throw new IllegalArgumentException("a tag is there twice, or their count is negative");
        }
        return new CachedAnswer.Labels(tenant, policy, user, tags);
    }

    /** Whether there is more. */
    boolean hasMore() {
        return in.hasRemaining();
    }
}
