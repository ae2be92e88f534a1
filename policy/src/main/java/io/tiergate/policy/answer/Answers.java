package io.tiergate.policy.answer;

import io.tiergate.policy.answer.Literal.Nothing;
import io.tiergate.policy.answer.Literal.Numeral;
import io.tiergate.policy.answer.Literal.Text;
import java.util.Optional;

/**
 * Reads answers from replies and gives them their canonical form, by kind. Pure, linear in the length of the reply; never
 * throws. It looks at nothing but the reply and the declared kind.
 */
public final class Answers {
    /** A longer reply has no answer that is compared. */
    public static final int MAX_REPLY_CHARS = 1 << 20;

    private Answers() {}

    /**
     * The canonical form of the answer in a reply.
     *
     * @param spec what the task's answers are and where they stand
     * @param replyText what the model said
     * @return empty when no answer of this kind can be read from it
     */
    public static Optional<CanonicalAnswer> canonical(AnswerSpec spec, String replyText) {
        if (replyText.length() > MAX_REPLY_CHARS) {
            return Optional.empty();
        }
        Optional<String> form = spec.at().isEmpty() ? ofWhole(spec, replyText) : ofPlace(spec, replyText);
        return form.map(text -> new CanonicalAnswer(spec.kind(), text));
    }

    /** The free text that is the answer in a reply, as written; empty: there is none, or it is too long to be compared. */
    public static Optional<String> freeText(AnswerSpec spec, String replyText) {
        if (replyText.length() > MAX_REPLY_CHARS) {
            return Optional.empty();
        }
        if (spec.at().isEmpty()) {
            return Optional.of(replyText);
        }
        return Optional.ofNullable(Reply.find(replyText, Pointer.of(spec.at()))).map(Answers::text);
    }

    private static Optional<String> ofWhole(AnswerSpec spec, String reply) {
        return switch (spec.kind()) {
            case JSON -> json(reply);
            case LABEL -> LabelForm.of(spec.labels(), reply);
            case NUMBER -> NumberForm.of(reply);
            case CODE ->
                Optional.of(Reply.unfenced(reply))
                        .filter(code -> !code.isEmpty())
                        .map(CodeForm::of);
            case TEXT -> TextForm.of(reply);
        };
    }

    private static Optional<String> json(String reply) {
        Literal whole = LiteralReader.whole(Reply.unfenced(reply), true);
        Literal value = whole == null ? Reply.find(reply, Pointer.of("")) : whole;
        return Optional.ofNullable(value).map(JsonForm::of);
    }

    private static Optional<String> ofPlace(AnswerSpec spec, String reply) {
        Literal value = Reply.find(reply, Pointer.of(spec.at()));
        if (value == null) {
            // A model that was asked for JSON and answers with the bare label or number has answered.
            boolean bare = spec.kind() == AnswerKind.LABEL || spec.kind() == AnswerKind.NUMBER;
            return bare && !Reply.hasJson(reply) ? ofWhole(spec, reply) : Optional.empty();
        }
        if (spec.kind() == AnswerKind.JSON) {
            return Optional.of(JsonForm.of(value));
        }
        if (spec.kind() == AnswerKind.CODE) {
            return Optional.of(value instanceof Text(String code) ? CodeForm.of(code) : CodeForm.of(value));
        }
        return ofText(spec, text(value));
    }

    private static Optional<String> ofText(AnswerSpec spec, String text) {
        return switch (spec.kind()) {
            case LABEL -> LabelForm.of(spec.labels(), text);
            case NUMBER -> NumberForm.of(text);
            case CODE, JSON, TEXT -> TextForm.of(text);
        };
    }

    private static String text(Literal value) {
        return switch (value) {
            case Text(String content) -> content;
            case Numeral(String lexeme) -> lexeme;
            case Nothing _ -> "";
            case Literal other -> JsonForm.of(other);
        };
    }
}
