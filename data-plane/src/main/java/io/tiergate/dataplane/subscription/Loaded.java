package io.tiergate.dataplane.subscription;

import io.tiergate.policy.document.CompileResult;
import io.tiergate.policy.document.Problem;
import java.util.List;

/** What came of an update's bytes: something complete, or every problem. */
sealed interface Loaded<T> {
    /** What came of compiling; warnings are the control plane's to show. */
    static <T> Loaded<T> of(CompileResult<T> result) {
        return switch (result) {
            case CompileResult.Compiled<T> compiled -> new Usable<>(compiled.value());
            case CompileResult.Rejected<T> rejected -> new Unusable<>(rejected.problems());
        };
    }

    /** Compiled, and fit to run. */
    record Usable<T>(T value) implements Loaded<T> {}

    /**
     * Not fit to run.
     *
     * @param problems at least one error
     */
    record Unusable<T>(List<Problem> problems) implements Loaded<T> {
        static final String DAMAGED =
                "publish again; the bytes were damaged on the way or in the control plane's database";

        public Unusable {
            problems = List.copyOf(problems);
        }

        static <T> Unusable<T> because(String message, String suggestion) {
            return new Unusable<>(List.of(new Problem("", "", 0, 0, message, suggestion, false)));
        }
    }
}
