package io.tiergate.dataplane.subscription;

import io.tiergate.dataplane.model.Version;
import io.tiergate.policy.document.Problem;
import java.util.List;

/** What came of trying to run a content. */
sealed interface Activation {
    /** It runs. */
    record Activated(Version version, long micros) implements Activation {}

    /** It does not; what ran before still does. */
    record Refused(Version version, List<Problem> problems) implements Activation {
        public Refused {
            problems = List.copyOf(problems);
        }
    }
}
