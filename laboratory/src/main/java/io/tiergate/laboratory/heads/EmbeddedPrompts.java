package io.tiergate.laboratory.heads;

import io.tiergate.laboratory.text.Embeddings;
import io.tiergate.laboratory.text.UnusableSetException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
     * @throws UnusableSetException if there are too few, all are the same text, none has a label, or the vectors tell them not apart
     */
    public static EmbeddedPrompts of(List<Prompt> prompts, int edges, Function<List<String>, List<float[]>> embed)
            throws UnusableSetException {
        List<Prompt> once = once(prompts);
        if (prompts.size() > 1 && once.stream().map(Prompt::text).distinct().count() == 1) {
            throw new UnusableSetException(
                    "all " + prompts.size() + " prompts are the same text", "give prompts that differ");
        }
        if (once.size() < LEAST) {
            throw new UnusableSetException(
                    "there are " + once.size() + " different prompts",
                    "give at least " + LEAST + "; some fifty a label");
        }
        if (once.stream().allMatch(prompt -> prompt.labels().isEmpty())) {
            throw new UnusableSetException(
                    "no prompt has a task or a domain", "label some fifty of each; `unseen` ones only judge");
        }
        List<List<String>> views =
                once.stream().map(prompt -> views(prompt.text(), edges)).toList();
        List<String> texts = views.stream().flatMap(List::stream).distinct().toList();
        Embeddings embeddings = Embeddings.of(texts, "prompt", embed);
        float[][] vectors = views.stream().map(view -> joined(view, embeddings)).toArray(float[][]::new);
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

    private static float[] joined(List<String> view, Embeddings embeddings) {
        float[] joined = new float[0];
        for (String text : view) {
            float[] vector = embeddings.of(text);
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
