package io.tiergate.dataplane.cache;

/** An entry as the cluster keeps it: ciphertext only. Nobody writes to its bytes. */
final class SealedAnswer {
    private final byte[] bytes;

    SealedAnswer(byte[] bytes) {
        this.bytes = bytes;
    }

    byte[] bytes() {
        return bytes;
    }
}
