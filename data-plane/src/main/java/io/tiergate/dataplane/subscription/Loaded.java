package io.tiergate.dataplane.subscription;

import io.tiergate.policy.document.Problem;
import java.util.List;

/** What came of an update's bytes: something complete, or every problem. */
public sealed interface Loaded<T> {
    /** Compiled, and fit to run. */
    record Usable<T>(T value) implements Loaded<T> {}

    /**
     * Not fit to run.
     *
     * @param problems at least one error
     */
    record Unusable<T>(List<Problem> problems) implements Loaded<T> {
        public Unusable {
            problems = List.copyOf(problems);
        }

        static <T> Unusable<T> because(String message, String suggestion) {
            return new Unusable<>(List.of(new Problem("", "", 0, 0, message, suggestion, false)));
        }
    }
}
