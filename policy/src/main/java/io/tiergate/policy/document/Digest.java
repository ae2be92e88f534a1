package io.tiergate.policy.document;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A SHA-256 digest: the identity of a document, a snapshot or a canonical answer. Immutable. */
public final class Digest implements Comparable<Digest> {
    private static final String PREFIX = "sha256:";
    private static final int LENGTH = 32;
    /** Never computed with, only cloned: a tenth of the price of asking the providers for one. */
    private static final MessageDigest FRESH = fresh();

    private final byte[] bytes;
    /** Made when first asked for; records tell the same few digests over and over. */
    private @Nullable String text;

    private Digest(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The digest of {@code content}. */
    public static Digest of(byte[] content) {
        return new Digest(sha256().digest(content));
    }

    /**
     * A digest computed elsewhere.
     *
     * @throws IllegalArgumentException if it is not 32 bytes
     */
    public static Digest fromBytes(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a digest has 32 bytes, not " + bytes.length);
        }
        return new Digest(bytes.clone());
    }

    /**
     * Reads {@code sha256:HEX}.
     *
     * @throws IllegalArgumentException if {@code text} is not of that form
     */
    public static Digest parse(String text) {
        if (!text.startsWith(PREFIX) || text.length() != PREFIX.length() + 2 * LENGTH) {
            throw new IllegalArgumentException("a digest is written sha256: and 64 hex digits, not '" + text + "'");
        }
        return new Digest(HexFormat.of().parseHex(text, PREFIX.length(), text.length()));
    }

    /** A new SHA-256 computation, for content that arrives in pieces; finish it with {@link #fromBytes}. */
    public static MessageDigest sha256() {
        try {
            return (MessageDigest) FRESH.clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError("the JDK's SHA-256 can be cloned", e);
        }
    }

    private static MessageDigest fresh() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    /** A copy of the 32 bytes. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    /** The first {@code digits} hex digits, for people. */
    public String abbreviated(int digits) {
        return HexFormat.of().formatHex(bytes).substring(0, digits);
    }

    @Override
    public int compareTo(Digest other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Digest that && Arrays.equals(bytes, that.bytes);
    }

    /** Whether they are equal, in a time that does not tell where they differ: for digests of secrets. */
    public boolean equalsInConstantTime(Digest other) {
        return MessageDigest.isEqual(bytes, other.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** {@code sha256:HEX}. */
    @Override
    public String toString() {
        String known = text;
        if (known == null) {
            known = PREFIX + HexFormat.of().formatHex(bytes);
            text = known;
        }
        return known;
    }
}
