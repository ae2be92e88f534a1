package io.tiergate.dataplane.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

class VectorCodecPropertyTest {
    private static KeptVector kept(String text, double cosine, long expires) {
        return new KeptVector(
                Alike.at(cosine),
                text,
                Samples.identity("q"),
                "a1.0190",
                new CachedAnswer.Validity(1, expires),
                new CachedAnswer.Labels("acme", "support", null, Map.of("team", "blue")));
    }

    @Property(tries = 200)
    void whatIsEncoded_isDecoded(
            @ForAll("texts") String text, @ForAll @DoubleRange(min = -1, max = 1) double cosine, @ForAll long expires) {
        KeptVector kept = kept(text, cosine, expires);
        @Nullable KeptVector back = VectorCodec.decode(VectorCodec.encode(kept));

        assertThat(back).usingRecursiveComparison().isEqualTo(kept);
    }

    @net.jqwik.api.Provide
    net.jqwik.api.Arbitrary<String> texts() {
        return net.jqwik.api.Arbitraries.strings().alpha().ofMaxLength(300);
    }

    @Property(tries = 200)
    void truncated_isNone(@ForAll @IntRange(max = 10_000) int length) {
        byte[] bytes = VectorCodec.encode(kept("text", 0.5, 7));

        assertThat(VectorCodec.decode(Arrays.copyOf(bytes, length % bytes.length)))
                .isNull();
        assertThat(VectorCodec.decode(Arrays.copyOf(bytes, bytes.length + 1))).isNull();
    }

    @Property(tries = 300)
    void oneByteChanged_neverThrows(@ForAll @IntRange(max = 10_000) int at, @ForAll byte value) {
        byte[] bytes = VectorCodec.encode(kept("text", 0.5, 7));
        bytes[at % bytes.length] = value;

        var _ = VectorCodec.decode(bytes);
    }
}
