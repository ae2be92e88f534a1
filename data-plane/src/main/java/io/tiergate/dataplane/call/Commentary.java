package io.tiergate.dataplane.call;

import io.tiergate.dataplane.model.Responder;
import io.tiergate.dataplane.model.Responder.CallerGoneException;
import io.tiergate.policy.plan.AttemptResult;
import io.tiergate.policy.plan.Climb;
import io.tiergate.policy.plan.Ending;
import io.tiergate.policy.plan.Move;
import io.tiergate.policy.plan.Plan;

/** What the caller is told while a walk goes on: which answers were thrown away, and why another tier is asked. */
final class Commentary {
    private final Responder responder;
    private final Cancellation cancellation;

    Commentary(Responder responder, Cancellation cancellation) {
        this.responder = responder;
        this.cancellation = cancellation;
    }

    /** Tells of an attempt that was in vain, if that one was. */
    void discarded(AttemptResult result) {
        if (!result.passed() && !result.isOpen() && !result.committed()) {
            String reason = result.ending() == Ending.ANSWERED
                    ? result.rejection()
                    : result.ending().label();
            tell(() -> responder.discarded(result.target().id(), reason));
        }
    }

    /** Tells of a move that asks another tier than was asked before, if that one does. */
    void escalated(Plan plan, Climb climb, Move.Ask ask) {
        if (!climb.results().isEmpty() && ask.rung() > 0) {
            AttemptResult last = lastAsked(climb);
            String to = plan.rungs().get(ask.rung()).tier();
            if (!to.equals(last.target().tier())) {
                tell(() -> responder.escalated(last.target().tier(), to, reasonToClimb(climb, last, ask)));
            }
        }
    }

    /** Tells of an answer that a judge has had its say on, if that was in vain. */
    void judged(Climb climb, AttemptResult answer) {
        if (!climb.accepts(answer) && !climb.isOpen(answer)) {
            tell(() -> responder.discarded(answer.target().id(), climb.rejection(answer)));
        }
    }

    private static AttemptResult lastAsked(Climb climb) {
        return climb.results().reversed().stream()
                .filter(result -> result.opinion() == null)
                .findFirst()
                .orElseThrow();
    }

    private static String reasonToClimb(Climb climb, AttemptResult last, Move.Ask ask) {
        if (ask.why() != null && last.passed()) {
            return "another answer is worth its price";
        }
        if (last.ending() != Ending.ANSWERED) {
            return last.ending().label();
        }
        return climb.accepts(last) ? "the answers do not agree" : climb.rejection(last);
    }

    /** A caller that turns out to have gone away needs nothing more done for it either. */
    private void tell(Runnable event) {
        try {
            event.run();
        } catch (CallerGoneException e) {
            cancellation.cancel();
        }
    }
}
