package io.tiergate.policy.gate;

/** Says how likely an answer is right, going by what was learned. Pure; safe for any number of threads. */
public interface SoftCheck {
    /** Its name in documents and records. */
    String name();

    /** What it makes of an answer. Never throws. */
    Finding weigh(Testimony testimony);

    /** What a check found. */
    sealed interface Finding {
        /** A probability; what is not from 0 to 1 is taken for no evidence. */
        record Probability(double right) implements Finding {}

        /** The judge is to say. */
        record Open() implements Finding {}

        /** No evidence, and why in a few words. */
        record Nothing(String why) implements Finding {}
    }
}
