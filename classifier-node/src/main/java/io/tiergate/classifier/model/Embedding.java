package io.tiergate.classifier.model;

/** What the encoder made of one text: a vector of unit length and how much of the text it saw. Immutable. */
public final class Embedding {
    private final float[] vector;
    private final int tokensCut;

    Embedding(float[] vector, int tokensCut) {
        this.vector = vector;
        this.tokensCut = tokensCut;
    }

    /** A copy of the vector. */
    public float[] vector() {
        return vector.clone();
    }

    /** Tokens beyond the model's window, which were not seen. */
    public int tokensCut() {
        return tokensCut;
    }
}
