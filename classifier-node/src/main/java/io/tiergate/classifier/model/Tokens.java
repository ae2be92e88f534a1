package io.tiergate.classifier.model;

import java.util.List;

/**
 * One text as a model sees it.
 *
 * @param ids at most the model's window; not to be changed
 * @param cut tokens beyond the window, which the model does not see
 * @param ends the text's first and its last words, for heads that see them besides; empty: none does. An end that is the whole text stands
 *     for it with no tokens of its own
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Tokens(long[] ids, int cut, List<Tokens> ends) {
    private static final Tokens WHOLE = new Tokens(new long[0], 0);

    public Tokens {
        ends = List.copyOf(ends);
    }

    Tokens(long[] ids, int cut) {
        this(ids, cut, List.of());
    }

    /** The end of a text that is all of it. */
    static Tokens whole() {
        return WHOLE;
    }

    Tokens with(List<Tokens> newEnds) {
        return new Tokens(ids, cut, newEnds);
    }

    /** Tokens that the model sees of the text, once. */
    public int seen() {
        return ids.length;
    }

    /** Tokens that it runs: those of ends once more. */
    public int run() {
        return ids.length + ends.stream().mapToInt(Tokens::seen).sum();
    }
}
