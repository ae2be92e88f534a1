package io.tiergate.policy.answer;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an answer looks like, in numbers: what learned gates see of it. Records keep these, so that a decision can be made again without the
 * answer's text. Immutable.
 *
 * @param chars UTF-16 units of the whole reply
 * @param form of the canonical answer; {@link Form#NONE} where none can be read
 * @param logprob mean log-probability of its tokens as the model gives it, in millionths ({@link TokenLogprobs}); null: it gave none, or nobody asked
 */
public record AnswerTraits(int chars, Form form, @Nullable Integer logprob) {
    /** The traits of an answer of whose tokens nothing is known. */
    public AnswerTraits(int chars, Form form) {
        this(chars, form, null);
    }

    /**
     * The traits of a reply and of the answer that was read from it.
     *
     * @param logprob mean log-probability of its tokens, in millionths; null: not known
     */
    public static AnswerTraits of(String reply, Optional<CanonicalAnswer> canonical, @Nullable Integer logprob) {
        return new AnswerTraits(reply.length(), canonical.map(Form::of).orElse(Form.NONE), logprob);
    }

    /**
     * The canonical answer's spelling.
     *
     * @param chars its UTF-16 units
     * @param digits how many of them are decimal digits
     * @param fraction whether it has a slash
     * @param decimal whether it has a point
     * @param negative whether it begins with a minus sign
     */
    public record Form(int chars, int digits, boolean fraction, boolean decimal, boolean negative) {
        /** No answer could be read. */
        public static final Form NONE = new Form(0, 0, false, false, false);

        static Form of(CanonicalAnswer answer) {
            String text = answer.text();
            int digits = 0;
            for (int i = 0; i < text.length(); i++) {
                if (text.charAt(i) >= '0' && text.charAt(i) <= '9') {
                    digits++;
                }
            }
            return new Form(
                    text.length(), digits, text.indexOf('/') >= 0, text.indexOf('.') >= 0, text.startsWith("-"));
        }
    }
}
