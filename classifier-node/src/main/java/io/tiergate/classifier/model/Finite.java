package io.tiergate.classifier.model;

/** Refuses what is not a number: it would be taken for a decision. */
final class Finite {
    private Finite() {}

    static void check(float[] values, String place) {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new ModelException(place + " gave what is not a finite number; this text has no result");
            }
        }
    }
}
