package io.tiergate.dataplane.cache;

import org.jspecify.annotations.Nullable;

/**
 * An entry as the cluster keeps it, ciphertext only, and on the agent that opened it also what was in it: the near cache hands out
 * one object for one entry, so that each is opened once. Thread-safe.
 */
final class SealedAnswer {
    private final byte[] bytes;
    private volatile @Nullable CachedAnswer opened;

    SealedAnswer(byte[] bytes) {
        this.bytes = bytes;
    }

    byte[] bytes() {
        return bytes;
    }

    @Nullable
    CachedAnswer opened() {
        return opened;
    }

    void opened(CachedAnswer answer) {
        this.opened = answer;
    }
}
