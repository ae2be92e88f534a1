package io.tiergate.dataplane.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.policy.document.Digest;
import io.tiergate.transport.SecretReference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvelopeTest {
    private static final CacheIdentity IDENTITY = Samples.identity("What is 2 + 2?");
    private static final byte[] CONTENT = "four, and nobody else may read it".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    private SecretReference first;
    private SecretReference second;

    @BeforeEach
    void writeKeys() throws IOException {
        first = key("first", "11".repeat(32));
        second = key("second", "22".repeat(32));
    }

    @Test
    void sealed_opensWithTheSameKeyOnAnotherAgent() {
        byte[] sealed = envelope(first).seal(IDENTITY, CONTENT);

        assertThat(envelope(first).open(IDENTITY, sealed)).isEqualTo(CONTENT);
    }

    @Test
    void sealed_showsNothingOfTheContent() {
        byte[] sealed = envelope(first).seal(IDENTITY, CONTENT);

        assertThat(sealed).hasSize(CONTENT.length + Envelope.OVERHEAD_BYTES);
        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("four");
    }

    @Test
    void sealedTwice_differs() {
        Envelope envelope = envelope(first);

        assertThat(envelope.seal(IDENTITY, CONTENT)).isNotEqualTo(envelope.seal(IDENTITY, CONTENT));
    }

    @Test
    void anyByteChanged_doesNotOpen() {
        Envelope envelope = envelope(first);
        byte[] sealed = envelope.seal(IDENTITY, CONTENT);

        for (int i = 0; i < sealed.length; i++) {
            byte[] tampered = sealed.clone();
            tampered[i] ^= 1;
            assertThat(envelope.open(IDENTITY, tampered)).as("byte %s", i).isNull();
        }
    }

    @Test
    void anyLength_doesNotThrow() {
        Envelope envelope = envelope(first);
        byte[] sealed = envelope.seal(IDENTITY, CONTENT);

        for (int length = 0; length < sealed.length; length++) {
            assertThat(envelope.open(IDENTITY, java.util.Arrays.copyOf(sealed, length)))
                    .isNull();
        }
    }

    @Test
    void anotherKey_doesNotOpen() {
        byte[] sealed = envelope(first).seal(IDENTITY, CONTENT);

        assertThat(envelope(second).open(IDENTITY, sealed)).isNull();
    }

    @Test
    void anotherPlace_doesNotOpen() {
        Envelope envelope = envelope(first);
        byte[] sealed = envelope.seal(IDENTITY, CONTENT);
        CacheIdentity other = Samples.identity("What is 2 + 3?");
        Digest digest = Digest.of(new byte[0]);

        assertThat(envelope.open(new CacheIdentity(digest, IDENTITY.epoch(), IDENTITY.key()), sealed))
                .isNull();
        assertThat(envelope.open(new CacheIdentity(IDENTITY.partition(), digest, IDENTITY.key()), sealed))
                .isNull();
        assertThat(envelope.open(new CacheIdentity(IDENTITY.partition(), IDENTITY.epoch(), other.key()), sealed))
                .isNull();
    }

    @Test
    void rotatedKey_opensOldAndNew() {
        byte[] old = envelope(first).seal(IDENTITY, CONTENT);
        Envelope rotated = new Envelope(ClusterKeys.read(second, List.of(first)));
        byte[] fresh = rotated.seal(IDENTITY, CONTENT);

        assertThat(rotated.open(IDENTITY, old)).isEqualTo(CONTENT);
        assertThat(rotated.open(IDENTITY, fresh)).isEqualTo(CONTENT);
        assertThat(envelope(second).open(IDENTITY, fresh)).isEqualTo(CONTENT);
        assertThat(envelope(first).open(IDENTITY, fresh)).isNull();
    }

    @Test
    void keyOfThisAgentOnly_opensNothingOfOthers() {
        Envelope one = new Envelope(ClusterKeys.ofThisAgentOnly());
        Envelope other = new Envelope(ClusterKeys.ofThisAgentOnly());
        byte[] sealed = one.seal(IDENTITY, CONTENT);

        assertThat(one.open(IDENTITY, sealed)).isEqualTo(CONTENT);
        assertThat(other.open(IDENTITY, sealed)).isNull();
    }

    private static Envelope envelope(SecretReference key) {
        return new Envelope(ClusterKeys.read(key, List.of()));
    }

    private SecretReference key(String name, String text) throws IOException {
        return new SecretReference("file:" + Files.writeString(folder.resolve(name), text));
    }
}
