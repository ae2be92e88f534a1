package io.tiergate.dataplane.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NoncesTest {
    @Test
    void twoAgents_neverShareOne() {
        Nonces one = new Nonces();
        Nonces other = new Nonces();
        Set<ByteBuffer> seen = new HashSet<>();

        for (int i = 0; i < 1_000; i++) {
            assertThat(seen.add(next(one))).isTrue();
            assertThat(seen.add(next(other))).isTrue();
        }
    }

    @Test
    void endOfTheCounter_drawsAnew() {
        Nonces nonces = new Nonces(0xFFFF_FFFFL);
        ByteBuffer last = next(nonces);
        ByteBuffer first = next(nonces);

        assertThat(last.getInt(8)).isEqualTo(-1);
        assertThat(first.getInt(8)).isZero();
        assertThat(first.getLong(0)).isNotEqualTo(last.getLong(0));
    }

    private static ByteBuffer next(Nonces nonces) {
        ByteBuffer nonce = ByteBuffer.allocate(Nonces.BYTES);
        nonces.putNext(nonce);
        return nonce.flip();
    }
}
