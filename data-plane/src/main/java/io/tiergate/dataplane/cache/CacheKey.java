package io.tiergate.dataplane.cache;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** What an exact hit has in common with the request that it answers: SHA-256 of its whole identity. Immutable; compared by value. */
public final class CacheKey {
    static final int BYTES = 32;

    private final long a;
    private final long b;
    private final long c;
    private final long d;

    private CacheKey(ByteBuffer bytes) {
        this.a = bytes.getLong();
        this.b = bytes.getLong();
        this.c = bytes.getLong();
        this.d = bytes.getLong();
    }

    /** The key of these 32 bytes. */
    public static CacheKey of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a cache key has 32 bytes, not " + bytes.length);
        }
        return new CacheKey(ByteBuffer.wrap(bytes));
    }

    /** The 32 bytes, in a new array. */
    public byte[] toBytes() {
        byte[] bytes = new byte[BYTES];
        writeTo(ByteBuffer.wrap(bytes));
        return bytes;
    }

    void writeTo(ByteBuffer target) {
        target.putLong(a).putLong(b).putLong(c).putLong(d);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CacheKey that && a == that.a && b == that.b && c == that.c && d == that.d;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(a); // SHA-256 spreads as well as anything
    }

    /** The first hex digits, for people. */
    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(a);
    }
}
