package io.tiergate.policy.gate;

/** Judges one attempt's answer by one criterion. Pure; safe for any number of threads. */
public interface Check {
    /** Its name in documents and records: {@code schema}, {@code labels}, {@code refusal}, {@code finish}, {@code length}. */
    String name();

    /** What it says of the answer. Never throws. */
    CheckResult examine(CandidateAnswer answer);
}
