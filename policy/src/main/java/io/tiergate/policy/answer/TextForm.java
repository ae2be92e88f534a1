package io.tiergate.policy.answer;

import java.text.Normalizer;
import java.util.Optional;

/**
 * Canonical form of free text: Unicode NFC, blanks collapsed, otherwise exact. It only finds copies: whether two texts say
 * the same is a question for a verifier, not for a form.
 */
final class TextForm {
    private TextForm() {}

    static Optional<String> of(String text) {
        String form = Blanks.collapse(Normalizer.normalize(text, Normalizer.Form.NFC));
        return form.isEmpty() ? Optional.empty() : Optional.of(form);
    }
}
