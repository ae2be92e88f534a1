package io.tiergate.laboratory.heads;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** Prompts and what heads see of each, in order; a text that the set repeats counts once. Immutable. */
public final class EmbeddedPrompts {
    private static final int LEAST = 20;

    private final List<Prompt> prompts;
    private final float[][] vectors;
    private final int edges;
    private final int repeated;

    private EmbeddedPrompts(List<Prompt> prompts, float[][] vectors, int edges, int repeated) {
        this.prompts = prompts;
        this.vectors = vectors;
        this.edges = edges;
        this.repeated = repeated;
    }

    /**
     * Embeds prompts.
     *
     * @param edges words at each end of a text whose embeddings heads see besides that of the whole; 0: none
     * @param embed gives the vectors of texts, in order
     * @throws UnusablePromptsException if there are too few, all are the same text, or the vectors tell them not apart
     */
    public static EmbeddedPrompts of(List<Prompt> prompts, int edges, Function<List<String>, List<float[]>> embed)
            throws UnusablePromptsException {
        List<Prompt> once = once(prompts);
        if (prompts.size() > 1 && once.stream().map(Prompt::text).distinct().count() == 1) {
            throw new UnusablePromptsException(
                    "all " + prompts.size() + " prompts are the same text", "give prompts that differ");
        }
        if (once.size() < LEAST) {
            throw new UnusablePromptsException(
                    "there are " + once.size() + " different prompts",
                    "give at least " + LEAST + "; some fifty a label");
        }
        List<List<String>> views =
                once.stream().map(prompt -> views(prompt.text(), edges)).toList();
        List<String> texts = views.stream().flatMap(List::stream).distinct().toList();
        List<float[]> embeddings = embed.apply(texts);
        check(embeddings);
        Map<String, float[]> byText = new HashMap<>();
        for (int i = 0; i < texts.size(); i++) {
            byText.put(texts.get(i), embeddings.get(i));
        }
        float[][] vectors = views.stream().map(view -> joined(view, byText)).toArray(float[][]::new);
        return new EmbeddedPrompts(once, vectors, edges, prompts.size() - once.size());
    }

    /** What is embedded of a text; an end that is all of it stands for it. */
    private static List<String> views(String text, int edges) {
        if (edges == 0) {
            return List.of(text);
        }
        return Stream.of(text, Edges.first(text, edges), Edges.last(text, edges))
                .map(view -> view.equals(text.strip()) ? text : view)
                .toList();
    }

    private static float[] joined(List<String> view, Map<String, float[]> byText) {
        float[] joined = new float[0];
        for (String text : view) {
            float[] vector = Objects.requireNonNull(byText.get(text));
            int from = joined.length;
            joined = Arrays.copyOf(joined, from + vector.length);
            System.arraycopy(vector, 0, joined, from, vector.length);
        }
        return joined;
    }

    /** A text in several parts of a set judges: what is learned from must hold nothing that judges. */
    private static List<Prompt> once(List<Prompt> prompts) {
        Map<String, Prompt.Part> parts = new HashMap<>();
        prompts.forEach(one -> parts.merge(one.text(), one.part(), EmbeddedPrompts::judging));
        Set<List<Object>> seen = new HashSet<>();
        return prompts.stream()
                .filter(one -> one.part() == parts.get(one.text()))
                .filter(one -> seen.add(List.of(one.text(), one.labels(), one.unseen())))
                .toList();
    }

    private static Prompt.Part judging(Prompt.Part one, Prompt.Part other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private static void check(List<float[]> vectors) throws UnusablePromptsException {
        int width = vectors.getFirst().length;
        boolean differ = false;
        for (float[] vector : vectors) {
            if (vector.length == 0) {
                throw new UnusablePromptsException(
                        "the model gives no embedding", "use an encoder; a whole classifier embeds nothing");
            }
            if (vector.length != width) {
                throw new UnusablePromptsException(
                        "the model gives embeddings of " + width + " and of " + vector.length + " numbers",
                        "the model is broken: use another");
            }
            for (int j = 0; j < width; j++) {
                if (!Float.isFinite(vector[j])) {
                    throw new UnusablePromptsException(
                            "an embedding holds " + vector[j], "the model is broken: use another");
                }
                differ |= vector[j] != vectors.getFirst()[j];
            }
        }
        if (!differ) {
            throw new UnusablePromptsException("the model gives every prompt the same embedding", "use another model");
        }
    }

    List<Prompt> prompts() {
        return prompts;
    }

    float[] vector(int index) {
        return vectors[index];
    }

    int width() {
        return vectors[0].length;
    }

    /** Words at each end that heads see besides. */
    int edges() {
        return edges;
    }

    /** How many were left out, as the set repeats them. */
    int repeated() {
        return repeated;
    }

    /** Heads that some prompt has a label of. */
    public List<String> heads() {
        return prompts.stream()
                .flatMap(prompt -> prompt.labels().keySet().stream())
                .distinct()
                .sorted()
                .toList();
    }
}
