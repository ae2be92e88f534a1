package io.tiergate.laboratory.recorded;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import io.tiergate.policy.document.CanonicalJson;
import java.nio.charset.StandardCharsets;

/** How tokens are counted where a set does not say what was billed. Thread-safe. */
public enum TokenCount {
    /** A quarter of the text's UTF-16 units, rounded: what published comparisons use. */
    QUARTER {
        @Override
        long of(String text) {
            return (text.length() + 2L) / 4;
        }
    },
    /** OpenAI's o200k encoding, for every model: what the simulator bills, so that figures are those of the running system. */
    O200K {
        // As it stands in a JSON body, without its quotes: what an agent sees.
        @Override
        long bytesOfPrompt(String text) {
            StringBuilder json = new StringBuilder();
            CanonicalJson.appendText(json, text);
            return json.toString().getBytes(StandardCharsets.UTF_8).length - 2L;
        }

        // White space around a turn is not billed by the simulator.
        @Override
        long ofPrompt(String text) {
            return of(text.strip());
        }

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

    /** UTF-8 bytes of a prompt's turn, which agents estimate its tokens by. */
    long bytesOfPrompt(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** Tokens of a prompt's turn. */
    long ofPrompt(String text) {
        return of(text);
    }

    /** Loaded when first needed. */
    private static final class Encoder {
        static final Encoding O200K = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);
    }
}
