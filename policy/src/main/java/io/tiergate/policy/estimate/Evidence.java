package io.tiergate.policy.estimate;

import io.tiergate.policy.answer.AnswerTraits;
import io.tiergate.policy.answer.EqualAnswers;
import io.tiergate.policy.document.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a request once some models have answered it: the only thing that posteriors see. It holds no text and never the right
 * answer. Immutable.
 *
 * @param inputTokens estimated tokens of the prompt
 * @param seen answers in order; a model may have given several
 */
public record Evidence(long inputTokens, List<Seen> seen) {
    private static final String DISTINCT = "distinct";
    private static final String SAME = "same.";

    public Evidence {
        seen = List.copyOf(seen);
    }

    /**
     * What is known of answers of which some are equal though their canonical forms are not: each stands for the first one that it equals.
     *
     * @param answers each with its own canonical form, in order
     * @param likeness which of them are equal all the same
     */
    public static Evidence of(long inputTokens, List<Seen> answers, EqualAnswers.Likeness likeness) {
        List<@Nullable Digest> canonical = new ArrayList<>(answers.size());
        answers.forEach(answer -> canonical.add(answer.canonical()));
        List<@Nullable Digest> equal = EqualAnswers.of(canonical, likeness);
        List<Seen> seen = new ArrayList<>(answers.size());
        for (int i = 0; i < answers.size(); i++) {
            Seen answer = answers.get(i);
            seen.add(new Seen(answer.model(), equal.get(i), answer.traits()));
        }
        return new Evidence(inputTokens, seen);
    }

    /**
     * One model's answer.
     *
     * @param model catalog id
     * @param canonical digest of its canonical form; null: none could be read, which equals nothing
     * @param traits what it looks like
     */
    public record Seen(String model, @Nullable Digest canonical, AnswerTraits traits) {
        boolean agreesWith(Seen other) {
            return canonical != null && other.canonical != null && canonical.equals(other.canonical);
        }
    }

    /**
     * The names of {@link #features}, for documents and people.
     *
     * @param models how many answers are seen
     */
    public static List<String> featureNames(int models) {
        List<String> names = new ArrayList<>(List.of("one", "prompt"));
        for (int i = 0; i < models; i++) {
            names.add("chars." + i);
            names.add("unread." + i);
        }
        names.addAll(List.of("form.chars", "form.digits", "form.fraction", "form.decimal", "form.negative"));
        if (models > 1) {
            names.add(DISTINCT);
            names.add("spread");
            for (int i = 0; i < models; i++) {
                for (int j = i + 1; j < models; j++) {
                    names.add(SAME + i + "." + j);
                }
            }
        }
        return names;
    }

    /** Whether a feature of this name says which answers are equal. */
    public static boolean isAgreement(String name) {
        return name.equals(DISTINCT) || name.startsWith(SAME);
    }

    /**
     * The evidence as numbers: logarithms of lengths, whether answers could be read and which are equal, the spelling of the first one.
     *
     * @param order the models whose answers count, each of them seen
     * @return as many as {@link #featureNames} has names; the first is 1
     */
    public double[] features(List<String> order) {
        List<Seen> answers = order.stream().map(this::first).toList();
        Row row = new Row(featureNames(order.size()).size());
        row.add(1);
        row.add(log(inputTokens));
        for (Seen answer : answers) {
            row.add(log(answer.traits().chars()));
            row.add(answer.canonical() == null ? 1 : 0);
        }
        AnswerTraits.Form form = answers.getFirst().traits().form();
        row.add(log(form.chars()));
        row.add(log(form.digits()));
        row.add(form.fraction() ? 1 : 0);
        row.add(form.decimal() ? 1 : 0);
        row.add(form.negative() ? 1 : 0);
        if (answers.size() > 1) {
            row.add(distinct(answers));
            row.add(spread(answers));
            for (int i = 0; i < answers.size(); i++) {
                for (int j = i + 1; j < answers.size(); j++) {
                    row.add(answers.get(i).agreesWith(answers.get(j)) ? 1 : 0);
                }
            }
        }
        return row.values;
    }

    /** The latest answer of that model; null: it gave none. */
    public @Nullable Seen last(String model) {
        for (Seen answer : seen.reversed()) {
            if (answer.model().equals(model)) {
                return answer;
            }
        }
        return null;
    }

    /** Features go by the first answer of a model: posteriors were learned of one each. */
    private Seen first(String model) {
        return seen.stream()
                .filter(answer -> answer.model().equals(model))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no answer of " + model + " is seen"));
    }

    private static int distinct(List<Seen> answers) {
        long unread =
                answers.stream().filter(answer -> answer.canonical() == null).count();
        long read = answers.stream()
                .map(Seen::canonical)
                .filter(Objects::nonNull)
                .distinct()
                .count();
        return (int) (unread + read);
    }

    private static double spread(List<Seen> answers) {
        int longest = 0;
        int shortest = Integer.MAX_VALUE;
        for (Seen answer : answers) {
            longest = Math.max(longest, answer.traits().chars());
            shortest = Math.min(shortest, answer.traits().chars());
        }
        return log(longest) - log(shortest);
    }

    /** Never NaN: what cannot be less than nothing is not, whatever a record says. */
    private static double log(long count) {
        return StrictMath.log(1.0 + Math.max(0, count));
    }

    private static final class Row {
        private final double[] values;
        private int size;

        Row(int length) {
            values = new double[length];
        }

        void add(double value) {
            values[size++] = value;
        }
    }
}
