package io.tiergate.policy.similarity;

/** How alike the directions of two embeddings are. The same on every machine. */
public final class Cosine {
    private Cosine() {}

    /** From -1 to 1, whatever their lengths; 0 where one vector is nothing, or they are not of one width. */
    public static double of(float[] a, float[] b) {
        if (a.length != b.length) {
            return 0;
        }
        double product = 0;
        double lengthA = 0;
        double lengthB = 0;
        for (int i = 0; i < a.length; i++) {
            product += (double) a[i] * b[i];
            lengthA += (double) a[i] * a[i];
            lengthB += (double) b[i] * b[i];
        }
        double lengths = Math.sqrt(lengthA) * Math.sqrt(lengthB);
        return lengths == 0 ? 0 : product / lengths;
    }
}
