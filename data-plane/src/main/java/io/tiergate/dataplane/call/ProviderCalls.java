package io.tiergate.dataplane.call;

import io.tiergate.dataplane.model.ChatRequest;
import io.tiergate.dataplane.model.Exchange;
import io.tiergate.dataplane.model.Trail;
import io.tiergate.policy.compile.CompiledPolicy.Timeouts;
import io.tiergate.policy.plan.Decision;
import io.tiergate.policy.plan.Ending;
import io.tiergate.policy.plan.Move;

/** The provider calls of one request: its budget, its deadline and its policy's timeouts are put into each. */
final class ProviderCalls {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Exchange exchange;
    private final Decision decision;
    private final Trail trail;
    private final Cancellation cancellation;

    ProviderCalls(Exchange exchange, Decision decision, Trail trail, Cancellation cancellation) {
        this.exchange = exchange;
        this.decision = decision;
        this.trail = trail;
        this.cancellation = cancellation;
    }

    /**
     * A call for an answer.
     *
     * @param live whether the answer is streamed to the caller
     * @param logprobs whether its log-probabilities are wanted
     */
    ProviderCall ofAnswer(Move.Call call, boolean live, boolean logprobs) {
        Timeouts timeouts = timeouts();
        return new ProviderCall(
                trail.id() + "-" + call.number(),
                exchange.request(),
                call.target().model(),
                // A whole answer sends nothing until it is ready: the deadline bounds it.
                live ? timeouts.firstTokenMillis() : decision.budget().deadlineMillis(),
                timeouts.idleMillis(),
                deadlineNanos(),
                cancellation,
                logprobs);
    }

    /** A judge gets half of the time that is left: one that stalls leaves the other half to the next rung. */
    ProviderCall ofJudge(Move.Call call, ChatRequest question) {
        long now = System.nanoTime();
        long left = Math.max(NANOS_PER_MILLI, (deadlineNanos() - now) / 2);
        return new ProviderCall(
                trail.id() + "-" + call.number(),
                question,
                call.target().model(),
                left / NANOS_PER_MILLI,
                timeouts().idleMillis(),
                now + left,
                cancellation,
                false);
    }

    /** A deadline that the caller set tighter than the policy says nothing of the target's health. */
    boolean endedByCallersDeadline(Reply reply) {
        return reply instanceof Reply.Failed failed
                && failed.ending() == Ending.TIMED_OUT
                && isDeadlineTighter()
                && trail.elapsedMillis(System.nanoTime()) >= decision.budget().deadlineMillis();
    }

    /** Whether the caller has set a deadline before the policy's. */
    boolean isDeadlineTighter() {
        return decision.budget().deadlineMillis()
                < decision.arm().policy().settings().budget().deadlineMillis();
    }

    private long deadlineNanos() {
        return exchange.arrivalNanos() + decision.budget().deadlineMillis() * NANOS_PER_MILLI;
    }

    private Timeouts timeouts() {
        Timeouts own = decision.task().timeouts();
        return own != null ? own : decision.arm().policy().settings().timeouts();
    }
}
