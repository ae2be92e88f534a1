package io.tiergate.policy.plan;

import io.tiergate.policy.gate.CheckResult;
import io.tiergate.policy.gate.Likelihood;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a walk's answers once everybody was heard: soft checks, models that were asked how sure they are of their own answers, judges. Pure.
 *
 * @param results the walk's, those of judges' calls among them
 */
record Hearing(Bench bench, List<AttemptResult> results) {
    /** Whether the gate, and the judge where it leaves an answer to one, accepts the answer of that attempt. */
    boolean accepts(AttemptResult answer) {
        AttemptResult heard = heard(answer);
        if (heard.passed()) {
            return true;
        }
        Opinion opinion = opinionOn(answer);
        return heard.isOpen() && opinion != null && bench.accepts(opinion);
    }

    /** Why the answer is not accepted; empty where it is. */
    String rejection(AttemptResult answer) {
        Opinion opinion = opinionOn(answer);
        AttemptResult heard = heard(answer);
        if (!heard.isOpen() || opinion == null) {
            return heard.rejection();
        }
        return bench.accepts(opinion) ? "" : "judge: " + bench.graded(opinion).detail();
    }

    /** Whether a judge may still be asked about it. */
    boolean isOpen(AttemptResult answer) {
        return heard(answer).isOpen() && opinionOn(answer) == null;
    }

    /** Whether the model that gave it waits to be asked how sure it is. */
    boolean wantsReport(AttemptResult answer) {
        return answer.isAskedItself() && reportOn(answer) == null;
    }

    /** How likely the answer is right, in millionths, as soft checks and the judge have it together; -1: neither says anything. */
    int likelihood(AttemptResult answer) {
        Opinion opinion = opinionOn(answer);
        Likelihood graded = opinion == null ? null : bench.graded(opinion).likelihood();
        int weighed = heard(answer).likelihood();
        if (graded == null) {
            return weighed;
        }
        return weighed < 0 ? graded.ppm() : Math.min(weighed, graded.ppm());
    }

    /** Whether it is the answering model that was asked about the answer. */
    static boolean isItsOwn(AttemptResult call, AttemptResult answer) {
        return call.target().id().equals(answer.target().id());
    }

    /** The answer with what the model said of it when it was asked; a check that waits for that is skipped where it said nothing. */
    private AttemptResult heard(AttemptResult answer) {
        if (!answer.isAskedItself()) {
            return answer;
        }
        AttemptResult report = reportOn(answer);
        return answer.heard(
                report == null
                        ? CheckResult.skipped("confidence", "the model could not be asked how sure it is")
                        : report.soft().getFirst());
    }

    private @Nullable AttemptResult reportOn(AttemptResult answer) {
        for (AttemptResult result : results) {
            Opinion opinion = result.opinion();
            if (opinion != null && opinion.attempt() == answer.number() && isItsOwn(result, answer)) {
                return result;
            }
        }
        return null;
    }

    private @Nullable Opinion opinionOn(AttemptResult answer) {
        for (AttemptResult result : results) {
            Opinion opinion = result.opinion();
            if (opinion != null && opinion.attempt() == answer.number() && !isItsOwn(result, answer)) {
                return opinion;
            }
        }
        return null;
    }
}
