package io.tiergate.policy.plan;

import io.tiergate.policy.compile.Target;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What to do next for a request. */
public sealed interface Move {
    /** Calls models, and comes back with every result. */
    sealed interface Calling extends Move {
        /** Index into the plan. */
        int rung();

        /** At least one. */
        List<Call> calls();

        /** Wait this long first. */
        long delayMillis();

        /** What a hybrid plan reckoned; otherwise null. */
        @Nullable
        Appraisal why();
    }

    /**
     * Call these targets, all at once, and come back with every result.
     *
     * @param rung index into the plan
     * @param calls at least one
     * @param delayMillis wait this long first (a retry)
     * @param why what a hybrid plan reckoned, where answers made it ask on; otherwise null
     */
    record Ask(
            int rung,
            List<Call> calls,
            long delayMillis,
            @Nullable Appraisal why) implements Calling {
        public Ask {
            calls = List.copyOf(calls);
        }

        /** A question that needs no reckoning. */
        public Ask(int rung, List<Call> calls, long delayMillis) {
            this(rung, calls, delayMillis, null);
        }
    }

    /**
     * Have a judge grade an answer.
     *
     * @param rung of the answer
     * @param attempt number of the attempt that gave it
     * @param call of the judge
     */
    record Judge(int rung, int attempt, Call call) implements Calling {
        @Override
        public List<Call> calls() {
            return List.of(call);
        }

        @Override
        public long delayMillis() {
            return 0;
        }

        @Override
        public @Nullable Appraisal why() {
            return null;
        }
    }

    /**
     * Serve the answer of this attempt.
     *
     * @param attempt its number
     * @param belowBar it passed every hard check, but the rung's condition was not met before the rungs or the budget ended
     * @param why what a hybrid plan reckoned; otherwise null
     */
    record Serve(int attempt, boolean belowBar, @Nullable Appraisal why) implements Move {
        /** An answer that needs no reckoning. */
        public Serve(int attempt, boolean belowBar) {
            this(attempt, belowBar, null);
        }
    }

    /**
     * Give up.
     *
     * @param why kind of failure
     * @param detail for the caller, in a few words
     */
    record Fail(Failure why, String detail) implements Move {}

    /**
     * One call to send.
     *
     * @param number the attempt's number
     * @param target what to call
     * @param reservedMicros what it may cost at most, taken from the budget until the real cost is known
     */
    record Call(int number, Target target, long reservedMicros) {}

    /** Why nothing is served. */
    enum Failure {
        /** No target of the plan can serve the request. */
        NOTHING_FEASIBLE,
        /** The deadline came first. */
        DEADLINE,
        /** The request's budget of attempts or money ended. */
        BUDGET,
        /** Every answer failed a hard check. */
        NO_ANSWER_PASSED,
        /** Every target failed or is known to be down. */
        TARGETS_FAILED,
        /** The provider says that the request itself is wrong. */
        BAD_REQUEST,
        /** A stream broke after part of it had been sent. */
        CUT,
        /** The caller went away. */
        CANCELLED;

        /** Lower-case name, as records use it. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
