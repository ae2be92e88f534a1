package io.tiergate.dataplane.cache;

import io.tiergate.policy.document.Digest;
import io.tiergate.transport.SecretReference;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The keys that entries are sealed with: one seals, all open. A key is named by four bytes of its own digest, so agents agree on the
 * names without being told. To rotate: give every agent the new key as an older one, then as the current one, then drop the old one.
 * Immutable.
 */
public final class ClusterKeys {
    private static final int KEY_BYTES = 32;
    private static final byte[] ID_LABEL = "tiergate cluster key id".getBytes(StandardCharsets.UTF_8);

    private final List<Key> keys;

    private ClusterKeys(List<Key> keys) {
        this.keys = List.copyOf(keys);
    }

    /** One key and its name. */
    record Key(int id, SecretKey secret) {
        @Override
        public String toString() {
            return "Key[" + HexFormat.of().toHexDigits(id) + "]";
        }
    }

    /**
     * Reads the keys: each 32 bytes, as 64 hex digits or in base64.
     *
     * @param current seals and opens
     * @param older only open
     * @throws SecretReference.SecretUnavailableException if one is not where its reference says
     * @throws IllegalArgumentException if one is not a key; the message names the reference, never the secret
     */
    public static ClusterKeys read(SecretReference current, List<SecretReference> older) {
        List<Key> keys = new ArrayList<>();
        keys.add(key(bytes(current)));
        for (SecretReference reference : older) {
            keys.add(key(bytes(reference)));
        }
        return new ClusterKeys(keys);
    }

    /** A key that nobody else has: entries can be read by this agent alone, until it stops. */
    public static ClusterKeys ofThisAgentOnly() {
        byte[] secret = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(secret);
        return new ClusterKeys(List.of(key(secret)));
    }

    Key current() {
        return keys.getFirst();
    }

    @Nullable
    Key find(int id) {
        for (Key key : keys) {
            if (key.id() == id) {
                return key;
            }
        }
        return null;
    }

    private static Key key(byte[] secret) {
        MessageDigest sha = Digest.sha256();
        sha.update(ID_LABEL);
        return new Key(ByteBuffer.wrap(sha.digest(secret)).getInt(), new SecretKeySpec(secret, "AES"));
    }

    private static byte[] bytes(SecretReference reference) {
        String text = reference.resolve();
        byte[] secret = text.length() == 2 * KEY_BYTES ? hex(text) : base64(text);
        if (secret.length != KEY_BYTES) {
            throw new IllegalArgumentException("the cluster key in " + reference.text()
                    + " is not 32 bytes in hex or base64; make one with: openssl rand -base64 32");
        }
        return secret;
    }

    private static byte[] hex(String text) {
        try {
            return HexFormat.of().parseHex(text);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    private static byte[] base64(String text) {
        try {
            return Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }
}
