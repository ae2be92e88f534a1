package io.tiergate.policy.gate;

/** Judges one attempt's answer by one hard criterion: what fails it is never served. Pure; safe for any number of threads. */
public interface Check {
    /** Its name in documents and records. */
    String name();

    /** What it says of the answer. Never throws. */
    CheckResult examine(CandidateAnswer answer);

    /** What sets it apart from another check of this name; empty: nothing does. */
    default String settings() {
        return "";
    }
}
