package io.tiergate.laboratory.text;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** Texts and the embedding of each: finite, of one width, and not all the same. Immutable as long as nobody writes to a vector. */
public final class Embeddings {
    private final Map<String, float[]> byText;

    private Embeddings(Map<String, float[]> byText) {
        this.byText = byText;
    }

    /**
     * Embeds texts.
     *
     * @param texts each once
     * @param called how one of them is called in messages, {@code prompt} for example
     * @param embed gives the vectors of texts, in order
     * @throws UnusableSetException if the vectors are none, or tell the texts not apart
     */
    public static Embeddings of(List<String> texts, String called, Function<List<String>, List<float[]>> embed)
            throws UnusableSetException {
        List<float[]> vectors = embed.apply(texts);
        check(vectors, called);
        Map<String, float[]> byText = new HashMap<>();
        for (int i = 0; i < texts.size(); i++) {
            byText.put(texts.get(i), vectors.get(i));
        }
        return new Embeddings(byText);
    }

    private static void check(List<float[]> vectors, String called) throws UnusableSetException {
        int width = vectors.getFirst().length;
        boolean differ = false;
        for (float[] vector : vectors) {
            if (vector.length == 0) {
                throw new UnusableSetException(
                        "the model gives no embedding", "use an encoder; a whole classifier embeds nothing");
            }
            if (vector.length != width) {
                throw new UnusableSetException(
                        "the model gives embeddings of " + width + " and of " + vector.length + " numbers",
                        "the model is broken: use another");
            }
            for (int j = 0; j < width; j++) {
                if (!Float.isFinite(vector[j])) {
                    throw new UnusableSetException(
                            "an embedding holds " + vector[j], "the model is broken: use another");
                }
                differ |= vector[j] != vectors.getFirst()[j];
            }
        }
        if (!differ) {
            throw new UnusableSetException(
                    "the model gives every " + called + " the same embedding", "use another model");
        }
    }

    /** The embedding of one of the texts. */
    public float[] of(String text) {
        return Objects.requireNonNull(byText.get(text), "a text that was not embedded");
    }
}
