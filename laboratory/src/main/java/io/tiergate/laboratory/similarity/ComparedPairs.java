package io.tiergate.laboratory.similarity;

import io.tiergate.laboratory.text.Embeddings;
import io.tiergate.laboratory.text.UnusableSetException;
import io.tiergate.policy.similarity.Comparison;
import io.tiergate.policy.similarity.Cosine;
import io.tiergate.policy.similarity.Subject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** Labelled pairs, each with the cosine of its embeddings and what the verifier sees of it; a pair that the set repeats counts once. Immutable. */
public final class ComparedPairs {
    /** Fewer of either label teach nothing. */
    public static final int LEAST_OF_A_LABEL = 10;

    private final Subject subject;
    private final List<TextPair> pairs;
    private final List<Comparison> compared;
    private final double[] cosines;
    private final int repeated;

    private ComparedPairs(
            Subject subject, List<TextPair> pairs, List<Comparison> compared, double[] cosines, int repeated) {
        this.subject = subject;
        this.pairs = List.copyOf(pairs);
        this.compared = List.copyOf(compared);
        this.cosines = cosines;
        this.repeated = repeated;
    }

    /**
     * Embeds the texts and compares each pair.
     *
     * @param subject what the texts are
     * @param embed gives the vectors of texts, in order
     * @throws UnusableSetException if there are too few of a label, two labels contradict each other, or the vectors tell texts not apart
     */
    public static ComparedPairs of(Subject subject, List<TextPair> pairs, Function<List<String>, List<float[]>> embed)
            throws UnusableSetException {
        List<TextPair> once = once(pairs);
        requireBoth(once);
        List<String> texts = once.stream()
                .flatMap(pair -> Stream.of(pair.a(), pair.b()))
                .distinct()
                .toList();
        Embeddings embeddings = Embeddings.of(texts, "text", embed);
        List<Comparison> compared = new ArrayList<>();
        double[] cosines = new double[once.size()];
        for (int i = 0; i < cosines.length; i++) {
            TextPair pair = once.get(i);
            cosines[i] = Cosine.of(embeddings.of(pair.a()), embeddings.of(pair.b()));
            compared.add(subject.compare(pair.a(), pair.b(), cosines[i]));
        }
        return new ComparedPairs(subject, once, compared, cosines, pairs.size() - once.size());
    }

    private static List<TextPair> once(List<TextPair> pairs) throws UnusableSetException {
        Map<List<String>, TextPair> once = new LinkedHashMap<>();
        for (TextPair pair : pairs) {
            boolean ordered = pair.a().compareTo(pair.b()) < 0;
            TextPair before =
                    once.putIfAbsent(ordered ? List.of(pair.a(), pair.b()) : List.of(pair.b(), pair.a()), pair);
            if (before != null && before.same() != pair.same()) {
                throw new UnusableSetException(
                        "`" + pair.a() + "` and `" + pair.b() + "` are the same in one line and not in another",
                        "keep the line that is right");
            }
        }
        return List.copyOf(once.values());
    }

    private static void requireBoth(List<TextPair> pairs) throws UnusableSetException {
        long same = pairs.stream().filter(TextPair::same).count();
        for (boolean label : new boolean[] {true, false}) {
            long count = label ? same : pairs.size() - same;
            if (count < LEAST_OF_A_LABEL) {
                throw new UnusableSetException(
                        (count == 0 ? "no pair is" : count == 1 ? "only one pair is" : "only " + count + " pairs are")
                                + " labelled \"same\": " + label,
                        "give at least " + LEAST_OF_A_LABEL + " of either label; some hundreds for figures to trust");
            }
        }
    }

    /** What the texts are. */
    Subject subject() {
        return subject;
    }

    int size() {
        return pairs.size();
    }

    TextPair pair(int index) {
        return pairs.get(index);
    }

    Comparison comparison(int index) {
        return compared.get(index);
    }

    double[] cosines() {
        return cosines.clone();
    }

    boolean[] labels() {
        boolean[] labels = new boolean[pairs.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = pairs.get(i).same();
        }
        return labels;
    }

    /** How many were left out, as the set repeats them. */
    int repeated() {
        return repeated;
    }

    List<TextPair> pairs() {
        return pairs;
    }
}
