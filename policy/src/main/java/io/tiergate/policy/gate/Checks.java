package io.tiergate.policy.gate;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The checks that policies may name. */
public final class Checks {
    private static final Set<String> NAMES = Set.of("schema", "labels", "refusal", "finish", "length");

    private Checks() {}

    /** The check of that name. */
    public static Optional<Check> named(String name) {
        return NAMES.contains(name) ? Optional.of(new Skipped(name)) : Optional.empty();
    }

    /** Every name, sorted. */
    public static Set<String> names() {
        return new TreeSet<>(NAMES);
    }

    private record Skipped(String name) implements Check {
        @Override
        public CheckResult examine(CandidateAnswer answer) {
            return CheckResult.skipped(name, "");
        }
    }
}
