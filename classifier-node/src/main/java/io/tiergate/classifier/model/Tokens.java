package io.tiergate.classifier.model;

/**
 * One text as a model sees it.
 *
 * @param ids at most the model's window; not to be changed
 * @param cut tokens beyond the window, which the model does not see
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Tokens(long[] ids, int cut) {
    /** Tokens that the model sees. */
    public int seen() {
        return ids.length;
    }
}
