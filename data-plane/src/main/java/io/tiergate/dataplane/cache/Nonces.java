package io.tiergate.dataplane.cache;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Nonces for AES-GCM, 12 bytes each, never the same twice under one key. Thread-safe, lock-free.
 *
 * <p>Purely random ones may be used 2^32 times per key (NIST SP 800-38D, section 8.3): some fifty days at a thousand a second over
 * all agents. These are 8 random bytes, drawn when the agent starts, and a counter of 4, after which new random bytes are drawn. What
 * can collide are the draws, one per agent start and per 2^32 entries: after a million of them with probability 2^-25. It also
 * spares the lock of the system's random source per entry.
 */
final class Nonces {
    static final int BYTES = 12;

    private static final long COUNTER_MAX = 0xFFFF_FFFFL;

    private final SecureRandom random = new SecureRandom();
    private final AtomicReference<Nonce> last;

    Nonces() {
        this(0);
    }

    /** Starting at a given count, so that a test reaches the end of it. */
    Nonces(long firstCount) {
        this.last = new AtomicReference<>(new Nonce(random.nextLong(), firstCount));
    }

    private record Nonce(long drawn, long count) {}

    /** Writes the next nonce. */
    void putNext(ByteBuffer target) {
        Nonce used = last.getAndUpdate(this::after);
        target.putLong(used.drawn()).putInt((int) used.count());
    }

    private Nonce after(Nonce nonce) {
        return nonce.count() < COUNTER_MAX
                ? new Nonce(nonce.drawn(), nonce.count() + 1)
                : new Nonce(random.nextLong(), 0);
    }
}
