package io.tiergate.policy.access;

import io.tiergate.policy.document.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * An API key as a caller shows it: {@code tg_ID_SECRET}, an id of 8 characters and a secret of 32 random bytes in base64url. Its text is
 * never logged: {@link #toString} hides it.
 */
public final class PresentedKey {
    /** Random bytes that a new key is made of. */
    public static final int RANDOM_BYTES = 5 + 32;

    static final String PREFIX = "tg_";

    private static final String ID_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"; // 32 signs; no l, o, 0, 1
    private static final int ID_LENGTH = 8;
    private static final int SECRET_LENGTH = 43;

    private final String id;
    private final String text;

    private PresentedKey(String id, String text) {
        this.id = id;
        this.text = text;
    }

    /**
     * A new key.
     *
     * @param random {@value #RANDOM_BYTES} bytes of a cryptographic random generator
     */
    public static PresentedKey mint(byte[] random) {
        if (random.length != RANDOM_BYTES) {
            throw new IllegalArgumentException(
                    "a key is made of " + RANDOM_BYTES + " random bytes, not " + random.length);
        }
        long bits = 0;
        for (int i = 0; i < 5; i++) {
            bits = bits << 8 | (random[i] & 0xff);
        }
        StringBuilder id = new StringBuilder();
        for (int i = ID_LENGTH - 1; i >= 0; i--) {
            id.append(ID_ALPHABET.charAt((int) (bits >> (5 * i)) & 31));
        }
        String secret =
                Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOfRange(random, 5, RANDOM_BYTES));
        return new PresentedKey(id.toString(), PREFIX + id + "_" + secret);
    }

    /** Reads what a caller sent; empty when it has not the form of a key. */
    public static Optional<PresentedKey> parse(String sent) {
        int secret = PREFIX.length() + ID_LENGTH + 1;
        boolean formed = sent.length() == secret + SECRET_LENGTH
                && sent.startsWith(PREFIX)
                && sent.charAt(secret - 1) == '_'
                && sent.chars().skip(PREFIX.length()).limit(ID_LENGTH).allMatch(c -> ID_ALPHABET.indexOf(c) >= 0)
                && sent.chars().skip(secret).allMatch(PresentedKey::isBase64Url);
        return formed
                ? Optional.of(new PresentedKey(sent.substring(PREFIX.length(), secret - 1), sent))
                : Optional.empty();
    }

    /** The public part, by which the access document knows it. */
    public String id() {
        return id;
    }

    /** SHA-256 of the whole key: what the access document keeps. */
    public Digest hash() {
        return Digest.of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether it is that key, compared in constant time. Expiry is not asked here. */
    public boolean matches(ApiKey key) {
        return hash().equalsInConstantTime(key.hash());
    }

    /** The whole key, to be shown once to whoever it is made for. */
    public String reveal() {
        return text;
    }

    /** The id; the secret is hidden. */
    @Override
    public String toString() {
        return PREFIX + id + "_…";
    }

    private static boolean isBase64Url(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    }
}
