package io.tiergate.dataplane.cache.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Objects;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class QuantizedVectorPropertyTest {
    @Property(tries = 200)
    void cosineIsThatOfTheEmbeddings_withinAHundredth(
            @ForAll long seed, @ForAll @IntRange(min = 64, max = 1024) int width) {
        Random random = new Random(seed);
        float[] one = new float[width];
        float[] other = new float[width];
        for (int i = 0; i < width; i++) {
            one[i] = (float) random.nextGaussian();
            other[i] = (float) (one[i] + random.nextGaussian());
        }

        double cosine = Vectors.vector(one).cosine(Vectors.vector(other));

        assertThat(cosine).isCloseTo(exact(one, other), within(0.01));
    }

    @Property(tries = 200)
    void bytesBringItBack(@ForAll long seed) {
        QuantizedVector vector = Vectors.clustered(new Random(seed), 96, 10);

        QuantizedVector back = Objects.requireNonNull(QuantizedVector.ofBytes(vector.toBytes()));

        assertThat(back.cosine(vector)).isCloseTo(1, within(1e-9));
        assertThat(back.toBytes()).isEqualTo(vector.toBytes());
    }

    @Example
    void whatHasNoDirection_isNone() {
        assertThat(QuantizedVector.of(new float[0])).isNull();
        assertThat(QuantizedVector.of(new float[3])).isNull();
        assertThat(QuantizedVector.of(new float[] {1, Float.NaN})).isNull();
        assertThat(QuantizedVector.of(new float[] {1, Float.NEGATIVE_INFINITY})).isNull();
        assertThat(QuantizedVector.ofBytes(new byte[8])).isNull();
    }

    @Example
    void lengthDoesNotMatter() {
        QuantizedVector one = Vectors.vector(0.1f, 0.2f, -0.3f);
        assertThat(Vectors.vector(100, 200, -300).toBytes()).isEqualTo(one.toBytes());
    }

    private static double exact(float[] one, float[] other) {
        double product = 0;
        double oneSquare = 0;
        double otherSquare = 0;
        for (int i = 0; i < one.length; i++) {
            product += one[i] * other[i];
            oneSquare += one[i] * one[i];
            otherSquare += other[i] * other[i];
        }
        return product / Math.sqrt(oneSquare * otherSquare);
    }
}
