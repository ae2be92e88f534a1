package io.tiergate.simulator.recorded;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;

/** Counts o200k tokens; special tokens count as the text they are. Thread-safe. */
public final class Tokens {
    /** Characters that are counted at once: longer texts are counted piece by piece, so that the time stays linear. */
    private static final int PIECE = 16_384;

    private final Encoding encoding = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);

    /** How many tokens a text has. */
    public int count(String text) {
        int tokens = 0;
        for (int from = 0; from < text.length(); ) {
            int to = pieceEnd(text, from);
            tokens += encoding.countTokensOrdinary(text.substring(from, to));
            from = to;
        }
        return tokens;
    }

    /** How many tokens the texts of a prompt have. */
    public int count(Prompt prompt) {
        int tokens = 0;
        for (Message message : prompt.messages()) {
            tokens += count(message.text());
        }
        return tokens;
    }

    /** The beginning of a text that has at most {@code maxTokens} tokens, never ending inside a character. */
    public String beginning(String text, long maxTokens) {
        int end = 0;
        long left = maxTokens;
        while (end < text.length() && left > 0) {
            int to = pieceEnd(text, end);
            var piece = encoding.encodeOrdinary(text.substring(end, to), (int) Math.min(left, Integer.MAX_VALUE));
            left -= piece.getTokens().size();
            if (piece.isTruncated()) {
                end += Math.max(0, piece.getLastProcessedCharacterIndex() + 1);
                break;
            }
            end = to;
        }
        return text.substring(0, end);
    }

    private static int pieceEnd(String text, int from) {
        int to = Math.min(text.length(), from + PIECE);
        return to < text.length() && Character.isLowSurrogate(text.charAt(to)) ? to - 1 : to;
    }
}
