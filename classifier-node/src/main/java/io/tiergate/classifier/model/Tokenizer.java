package io.tiergate.classifier.model;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Turns texts into tokens, as {@code tokenizer.json} says but for its truncation: the card's window cuts. Safe for many threads at once. */
final class Tokenizer implements AutoCloseable {
    static {
        // All it needs is in its jar.
        System.setProperty("ai.djl.offline", "true");
    }

    private static final long SPECIAL = 1;

    private final HuggingFaceTokenizer tokenizer;
    private final String prefix;
    private final int window;

    private Tokenizer(HuggingFaceTokenizer tokenizer, String prefix, int window) {
        this.tokenizer = tokenizer;
        this.prefix = prefix;
        this.window = window;
    }

    static Tokenizer load(ModelFile file, ModelCard card) {
        try (InputStream json = file.open()) {
            return new Tokenizer(
                    HuggingFaceTokenizer.newInstance(json, Map.of("truncation", "false", "padding", "false")),
                    card.prefix(),
                    card.window());
        } catch (IOException | RuntimeException e) {
            throw new ModelException(
                    file.place() + " is no tokenizer; copy the one that the model was published with", e);
        }
    }

    /** The text's tokens; an unpaired surrogate counts as {@code ?}. */
    Tokens tokenize(String text) {
        String wellFormed = new String((prefix + text).getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        Encoding encoding = tokenizer.encode(wellFormed);
        long[] ids = encoding.getIds();
        if (ids.length == 0) {
            // An empty text, and a tokenizer that puts nothing around it: a model needs one token.
            return new Tokens(new long[1], 0);
        }
        if (ids.length <= window) {
            return new Tokens(ids, 0);
        }
        return new Tokens(cut(ids, encoding.getSpecialTokenMask()), ids.length - window);
    }

    /** The first ones; special tokens at the end stay there. */
    private long[] cut(long[] ids, long[] special) {
        int end = 0;
        while (end < window && special[ids.length - 1 - end] == SPECIAL) {
            end++;
        }
        long[] kept = new long[window];
        System.arraycopy(ids, 0, kept, 0, window - end);
        System.arraycopy(ids, ids.length - end, kept, window - end, end);
        return kept;
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
