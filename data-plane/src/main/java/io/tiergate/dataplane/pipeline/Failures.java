package io.tiergate.dataplane.pipeline;

import io.tiergate.dataplane.model.ErrorKind;
import io.tiergate.dataplane.model.Refusal;
import io.tiergate.policy.plan.Move;

/** How a walk that served nothing is told to its caller. */
final class Failures {
    private Failures() {}

    /**
     * What the caller is told.
     *
     * @param upstream what the provider of the last failed attempt said; the caller needs it to mend a request that it refuses
     */
    static Refusal refusal(Move.Fail fail, String upstream) {
        boolean refused = fail.why() == Move.Failure.BAD_REQUEST && !upstream.isEmpty();
        return Refusal.of(kind(fail.why()), refused ? fail.detail() + ": " + upstream : fail.detail());
    }

    private static ErrorKind kind(Move.Failure why) {
        return switch (why) {
            case NOTHING_FEASIBLE -> ErrorKind.NOTHING_FEASIBLE;
            case DEADLINE -> ErrorKind.DEADLINE;
            case BUDGET -> ErrorKind.REQUEST_BUDGET;
            case NO_ANSWER_PASSED -> ErrorKind.NO_ANSWER_PASSED;
            case TARGETS_FAILED -> ErrorKind.TARGETS_FAILED;
            case BAD_REQUEST -> ErrorKind.REFUSED_UPSTREAM;
            case CUT -> ErrorKind.CUT;
            case CANCELLED -> ErrorKind.CANCELLED;
        };
    }
}
