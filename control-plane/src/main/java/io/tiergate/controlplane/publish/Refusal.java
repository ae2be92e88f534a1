package io.tiergate.controlplane.publish;

import io.tiergate.policy.document.Digest;
import io.tiergate.policy.document.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why a change was not made. */
public sealed interface Refusal {
    /** What it names is not there. */
    record Unknown(String message) implements Refusal {}

    /** It makes no sense as asked, now or later. */
    record Mistaken(String message) implements Refusal {}

    /** It does not fit what the fleet runs now. */
    record Untimely(String message) implements Refusal {}

    /**
     * The documents do not fit together, or one is wrong.
     *
     * @param problems all of them
     * @param digest of the document in question; null when it cannot be parsed or there is none
     */
    record Invalid(List<Problem> problems, @Nullable Digest digest) implements Refusal {
        public Invalid {
            problems = List.copyOf(problems);
        }
    }
}
