package io.tiergate.dataplane.cache;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * Seals entries before they leave the agent and opens them once they come back. Layout: version (1 byte), key id (4), nonce (12),
 * AES-256-GCM ciphertext with its 16-byte tag. Authenticated beside the content: the header up to the nonce, and the partition,
 * epoch and key under which the entry is filed, so that one moved to another place does not open. Thread-safe.
 */
final class Envelope {
    static final int HEADER_BYTES = 1 + Integer.BYTES;
    static final int OVERHEAD_BYTES = HEADER_BYTES + Nonces.BYTES + 16;

    private static final byte VERSION = 1;
    private static final int TAG_BITS = 128;

    private final ClusterKeys keys;
    private final Nonces nonces = new Nonces();
    private final CipherPool ciphers = new CipherPool();

    Envelope(ClusterKeys keys) {
        this.keys = keys;
    }

    /** The content, sealed with the current key. */
    byte[] seal(CacheIdentity identity, byte[] content) {
        ClusterKeys.Key key = keys.current();
        byte[] sealed = new byte[OVERHEAD_BYTES + content.length];
        ByteBuffer header = ByteBuffer.wrap(sealed).put(VERSION).putInt(key.id());
        nonces.putNext(header);
        Cipher cipher = ciphers.take();
        try {
            begin(cipher, Cipher.ENCRYPT_MODE, key, sealed, identity);
            cipher.doFinal(content, 0, content.length, sealed, header.position());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM cannot seal", e);
        }
        ciphers.giveBack(cipher);
        return sealed;
    }

    /** The content; null if the version or key is not known, or it does not authenticate. */
    byte @Nullable [] open(CacheIdentity identity, byte[] sealed) {
        if (sealed.length < OVERHEAD_BYTES || sealed[0] != VERSION) {
            return null;
        }
        ClusterKeys.Key key =
                keys.find(ByteBuffer.wrap(sealed, 1, Integer.BYTES).getInt());
        if (key == null) {
            return null;
        }
        Cipher cipher = ciphers.take();
        try {
            begin(cipher, Cipher.DECRYPT_MODE, key, sealed, identity);
            int start = HEADER_BYTES + Nonces.BYTES;
            return cipher.doFinal(sealed, start, sealed.length - start);
        } catch (GeneralSecurityException e) {
            return null;
        } finally {
            ciphers.giveBack(cipher); // the next user initialises it
        }
    }

    private static void begin(Cipher cipher, int mode, ClusterKeys.Key key, byte[] sealed, CacheIdentity identity)
            throws GeneralSecurityException {
        cipher.init(mode, key.secret(), new GCMParameterSpec(TAG_BITS, sealed, HEADER_BYTES, Nonces.BYTES));
        cipher.updateAAD(sealed, 0, HEADER_BYTES);
        cipher.updateAAD(identity.authenticated());
    }
}
