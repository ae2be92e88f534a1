package io.tiergate.laboratory.recorded;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;

/** How tokens are counted where a set does not say what was billed. Thread-safe. */
public enum TokenCount {
    /** A quarter of the text's UTF-16 units, rounded: what published comparisons use. */
    QUARTER {
        @Override
        long of(String text) {
            return (text.length() + 2L) / 4;
        }
    },
    /** OpenAI's o200k encoding, for every model: what the simulator bills. */
    O200K {
        @Override
        long of(String text) {
            long tokens = 0;
            for (int from = 0; from < text.length(); ) {
                int to = Math.min(text.length(), from + PIECE);
                if (to < text.length() && Character.isLowSurrogate(text.charAt(to))) {
                    to--;
                }
                tokens += Encoder.O200K.countTokensOrdinary(text.substring(from, to));
                from = to;
            }
            return tokens;
        }
    };

    /** Longer texts are counted piece by piece, so that the time stays linear. */
    private static final int PIECE = 16_384;

    abstract long of(String text);

    /** Loaded when first needed. */
    private static final class Encoder {
        static final Encoding O200K = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);
    }
}
