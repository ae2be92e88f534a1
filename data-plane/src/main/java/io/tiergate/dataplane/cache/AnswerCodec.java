package io.tiergate.dataplane.cache;

import io.tiergate.dataplane.model.Answer;
import io.tiergate.policy.cost.TokenUsage;
import io.tiergate.policy.document.Digest;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a cached answer: a version byte, then every field in a fixed order; texts and the body have their length in bytes
 * before them (-1: absent). Another order or field is another version.
 */
final class AnswerCodec {
    private static final byte VERSION = 1;
    private static final byte USAGE_KNOWN = 1;
    private static final byte TOOL_CALLS = 2;
    private static final int ABSENT = -1;

    private AnswerCodec() {}

    static byte[] encode(CachedAnswer cached) {
        Answer answer = cached.answer();
        Writer out = new Writer(answer.body().length + 3 * answer.text().length() + 512);
        out.octet(VERSION);
        out.octet((byte) ((answer.usageKnown() ? USAGE_KNOWN : 0) | (answer.toolCalls() ? TOOL_CALLS : 0)));
        out.number(cached.validity().storedAtMillis());
        out.number(cached.validity().expiresAtMillis());
        usage(out, answer.usage());
        out.bytes(answer.body());
        out.text(answer.id());
        out.text(answer.model());
        out.text(answer.text());
        out.text(answer.finishReason());
        out.text(cached.origin().target());
        out.text(cached.origin().tier());
        out.text(cached.origin().decisionId());
        out.bytes(cached.origin().policy().toBytes());
        labels(out, cached.labels());
        return out.done();
    }

    /** The answer; null if the bytes are not one of this version. Never throws. */
    static @Nullable CachedAnswer decode(byte[] bytes) {
        try {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            if (in.get() != VERSION) {
                return null;
            }
            CachedAnswer cached = read(in);
            return in.hasRemaining() ? null : cached;
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return null;
        }
    }

    private static CachedAnswer read(ByteBuffer in) {
        byte flags = in.get();
        CachedAnswer.Validity validity = new CachedAnswer.Validity(in.getLong(), in.getLong());
        TokenUsage usage = new TokenUsage(in.getLong(), in.getLong(), in.getLong(), in.getLong(), in.getLong());
        Answer answer = new Answer(
                bytes(in),
                text(in),
                text(in),
                text(in),
                text(in),
                (flags & TOOL_CALLS) != 0,
                usage,
                (flags & USAGE_KNOWN) != 0);
        CachedAnswer.Origin origin = new CachedAnswer.Origin(text(in), text(in), text(in), Digest.fromBytes(bytes(in)));
        return new CachedAnswer(answer, origin, validity, labels(in));
    }

    private static void usage(Writer out, TokenUsage usage) {
        out.number(usage.input());
        out.number(usage.cachedInput());
        out.number(usage.cacheWrite());
        out.number(usage.output());
        out.number(usage.reasoning());
    }

    private static void labels(Writer out, CachedAnswer.Labels labels) {
        String user = labels.user();
        if (user == null) {
            out.length(ABSENT);
        } else {
            out.text(user);
        }
        out.length(labels.tags().size());
        labels.tags().forEach((name, value) -> {
            out.text(name);
            out.text(value);
        });
    }

    private static CachedAnswer.Labels labels(ByteBuffer in) {
        int userBytes = in.getInt();
        String user = userBytes == ABSENT ? null : new String(bytes(in, userBytes), StandardCharsets.UTF_8);
        Map<String, String> tags = new HashMap<>();
        int count = in.getInt();
        for (int i = 0; i < count; i++) {
            tags.put(text(in), text(in));
        }
        if (tags.size() != count) {
            throw new IllegalArgumentException("a tag is there twice, or their count is negative");
        }
        return new CachedAnswer.Labels(user, tags);
    }

    private static String text(ByteBuffer in) {
        return new String(bytes(in), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(ByteBuffer in) {
        return bytes(in, in.getInt());
    }

    private static byte[] bytes(ByteBuffer in, int length) {
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    /** A buffer that grows. */
    private static final class Writer {
        private ByteBuffer buffer;

        Writer(int expectedBytes) {
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

        void bytes(byte[] value) {
            room(Integer.BYTES + value.length).putInt(value.length).put(value);
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
}
