package io.tiergate.classifier.run;

import io.tiergate.classifier.model.Analysis;
import io.tiergate.classifier.model.ModelException;
import io.tiergate.classifier.model.Tokens;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One text on its way through the queue; it ends exactly once. Thread-safe. */
final class Work {
    private final Generation generation;
    private final Tokens tokens;
    private final Set<String> heads;
    private final Patience patience;
    private final long arrivedNanos;
    private final CompletableFuture<Analysis> result = new CompletableFuture<>();

    /** A text that somebody waits for; {@code ended} runs when it ends, however it does. */
    Work(
            Generation generation,
            Tokens tokens,
            Set<String> heads,
            Patience patience,
            long arrivedNanos,
            Runnable ended) {
        this.generation = generation;
        this.tokens = tokens;
        this.heads = heads;
        this.patience = patience;
        this.arrivedNanos = arrivedNanos;
        var _ = result.whenComplete((analysis, failure) -> ended.run());
    }

    /** Why a text has no analysis. */
    static final class Dropped extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final Outcome.Reason reason;

        Dropped(Outcome.Reason reason, String message) {
            super(message, null, false, false);
            this.reason = reason;
        }

        Outcome.Reason reason() {
            return reason;
        }
    }

    Generation generation() {
        return generation;
    }

    Tokens tokens() {
        return tokens;
    }

    long arrivedNanos() {
        return arrivedNanos;
    }

    boolean isOver(long nowNanos) {
        return patience.isOver(nowNanos);
    }

    /** Whether the two may share a run: one model, and lengths that pad each other to at most twice their own. */
    boolean suits(Work other) {
        return generation == other.generation && lengthClass() == other.lengthClass();
    }

    private int lengthClass() {
        return Integer.SIZE - Integer.numberOfLeadingZeros(tokens.seen() - 1);
    }

    /** Ends it with what its vector means, or with why that is nothing. */
    void judge(float[] vector) {
        try {
            result.complete(generation.set().judge(tokens, vector, heads));
        } catch (ModelException e) {
            fail(e);
        }
    }

    void fail(RuntimeException failure) {
        result.completeExceptionally(failure);
    }

    void drop(Outcome.Reason reason, String message) {
        fail(new Dropped(reason, message));
    }

    /**
     * Waits for its end.
     *
     * @throws Dropped if it was not run, or not in time
     * @throws ModelException if the model failed
     */
    Analysis await(long nowNanos) {
        try {
            return result.get(patience.untilNanos() - nowNanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new Dropped(Outcome.Reason.TOO_LATE, "no thread was free in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Dropped(Outcome.Reason.TOO_LATE, "the caller has left");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("a text ends with a runtime exception only", e.getCause());
        }
    }
}
