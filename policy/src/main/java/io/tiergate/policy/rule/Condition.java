package io.tiergate.policy.rule;

/** A compiled condition: pure, bounded in cost, safe for any number of threads. */
public interface Condition {
    /** The CEL text. */
    String source();

    /** What it says of these features; a run-time error (a division by zero, say) is {@link Truth#UNKNOWN}. */
    Truth evaluate(Features features);
}
