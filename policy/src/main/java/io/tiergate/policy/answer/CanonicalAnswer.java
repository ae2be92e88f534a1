package io.tiergate.policy.answer;

import io.tiergate.policy.document.Digest;
import java.nio.charset.StandardCharsets;

/**
 * What an answer says, freed of how it is spelled: two answers of a kind are equal if and only if their canonical forms
 * are. Immutable.
 *
 * @param kind the kind it was read as
 * @param text the canonical form
 */
public record CanonicalAnswer(AnswerKind kind, String text) {
    /** The digest of kind and form: the answer's identity in records, which hold no answer text. */
    public Digest digest() {
        return Digest.of((kind.label() + '\n' + text).getBytes(StandardCharsets.UTF_8));
    }
}
