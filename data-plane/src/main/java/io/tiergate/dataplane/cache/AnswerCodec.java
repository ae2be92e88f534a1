package io.tiergate.dataplane.cache;

import io.tiergate.dataplane.model.Answer;
import io.tiergate.policy.cost.TokenUsage;
import java.nio.BufferUnderflowException;
import org.jspecify.annotations.Nullable;

/** The bytes of a cached answer: a version byte, then every field in a fixed order. Another order or field is another version. */
final class AnswerCodec {
    private static final byte VERSION = 2;
    private static final byte USAGE_KNOWN = 1;
    private static final byte TOOL_CALLS = 2;

    private AnswerCodec() {}

    static byte[] encode(CachedAnswer cached) {
        Answer answer = cached.answer();
        ByteWriter out = new ByteWriter(answer.body().length + 3 * answer.text().length() + 512);
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
        out.labels(cached.labels());
        return out.done();
    }

    /** The answer; null if the bytes are not one of this version. Never throws. */
    static @Nullable CachedAnswer decode(byte[] bytes) {
        try {
            ByteReader in = new ByteReader(bytes);
            if (in.octet() != VERSION) {
                return null;
            }
            CachedAnswer cached = read(in);
            return in.hasMore() ? null : cached;
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return null;
        }
    }

    private static CachedAnswer read(ByteReader in) {
        byte flags = in.octet();
        CachedAnswer.Validity validity = new CachedAnswer.Validity(in.number(), in.number());
        TokenUsage usage = new TokenUsage(in.number(), in.number(), in.number(), in.number(), in.number());
        Answer answer = new Answer(
                in.bytes(),
                in.text(),
                in.text(),
                in.text(),
                in.text(),
                (flags & TOOL_CALLS) != 0,
                usage,
                (flags & USAGE_KNOWN) != 0);
        CachedAnswer.Origin origin = new CachedAnswer.Origin(in.text(), in.text(), in.text(), in.digest());
        return new CachedAnswer(answer, origin, validity, in.labels());
    }

    private static void usage(ByteWriter out, TokenUsage usage) {
        out.number(usage.input());
        out.number(usage.cachedInput());
        out.number(usage.cacheWrite());
        out.number(usage.output());
        out.number(usage.reasoning());
    }
}
