package io.tiergate.laboratory.heads;

import io.tiergate.laboratory.heads.Prompt.Part;
import io.tiergate.laboratory.text.UnusableSetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Prompts whose embedding is a point near their label's axis: no model needed. */
final class Texts {
    static final int WIDTH = 8;

    private Texts() {}

    static List<Prompt> of(String label, int count) {
        List<Prompt> prompts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            prompts.add(prompt(label, i));
        }
        return prompts;
    }

    static Prompt prompt(String label, int number) {
        return new Prompt(label + " " + number, Map.of(Prompt.TASK, label), Part.ANY, false);
    }

    /** The axis is the first letter's; how far from it depends on the text alone. */
    static List<float[]> embed(List<String> texts) {
        List<float[]> vectors = new ArrayList<>();
        for (String text : texts) {
            Random random = new Random(text.hashCode());
            float[] vector = new float[WIDTH];
            double square = 0;
            for (int j = 0; j < WIDTH; j++) {
                vector[j] = (float) ((j == text.charAt(0) - 'a' ? 1 : 0) + 0.25 * random.nextGaussian());
                square += vector[j] * vector[j];
            }
            for (int j = 0; j < WIDTH; j++) {
                vector[j] /= (float) Math.sqrt(square);
            }
            vectors.add(vector);
        }
        return vectors;
    }

    static EmbeddedPrompts embedded(List<Prompt> prompts) throws UnusableSetException {
        return EmbeddedPrompts.of(prompts, 0, Texts::embed);
    }
}
