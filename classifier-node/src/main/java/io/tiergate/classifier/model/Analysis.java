package io.tiergate.classifier.model;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** What a model set says of one text. Immutable. */
public final class Analysis {
    private final float[] embedding;
    private final SortedMap<String, Scores> heads;
    private final @Nullable Double distance;
    private final boolean unseen;
    private final Tokens tokens;

    Analysis(
            float[] embedding,
            SortedMap<String, Scores> heads,
            @Nullable Double distance,
            boolean unseen,
            Tokens tokens) {
        this.embedding = embedding;
        this.heads = Collections.unmodifiableSortedMap(heads);
        this.distance = distance;
        this.unseen = unseen;
        this.tokens = tokens;
    }

    /** How many numbers the embedding has; 0: the model embeds nothing. */
    public int width() {
        return embedding.length;
    }

    /** The embedding's number of that index. */
    public float embedding(int index) {
        return embedding[index];
    }

    /** By head, those that ran. */
    public Map<String, Scores> heads() {
        return heads;
    }

    /** Distance from what was seen in training, by the card's measure; null where it names none or its head did not run. */
    public @Nullable Double distance() {
        return distance;
    }

    /** Whether the distance is beyond the card's bound. */
    public boolean unseen() {
        return unseen;
    }

    /** Tokens of the text. */
    public int tokens() {
        return tokens.seen() + tokens.cut();
    }

    /** Tokens that the model did not see. */
    public int tokensCut() {
        return tokens.cut();
    }
}
