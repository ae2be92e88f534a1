package io.tiergate.dataplane.call;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.tiergate.policy.catalog.Model;
import io.tiergate.policy.catalog.Provider.Api;
import io.tiergate.policy.compile.Target;
import io.tiergate.policy.plan.Plan;
import io.tiergate.policy.plan.Rung;
import io.tiergate.policy.record.DecisionRecord.Attempt;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What can be called: a provider for each wire protocol, and each target's circuit breaker. Safe for any number of threads. */
public final class Targets {
    private static final CircuitBreakerConfig BREAKER = CircuitBreakerConfig.custom()
            .slidingWindowType(SlidingWindowType.COUNT_BASED)
            .slidingWindowSize(20)
            .minimumNumberOfCalls(5)
            .failureRateThreshold(50)
            .waitDurationInOpenState(Duration.ofSeconds(5))
            .permittedNumberOfCallsInHalfOpenState(3)
            .automaticTransitionFromOpenToHalfOpenEnabled(true)
            .build();

    private final Map<Api, Provider> providers;
    private final AttemptListener listener;
    private final CircuitBreakerRegistry breakers = CircuitBreakerRegistry.of(BREAKER);

    /** Targets called by these providers; {@code listener} is told of every attempt. */
    public Targets(Map<Api, Provider> providers, AttemptListener listener) {
        this.providers = Map.copyOf(providers);
        this.listener = listener;
    }

    /** Tells of an attempt that is over. */
    void tell(Attempt attempt) {
        listener.ended(attempt.result().target(), attempt.result().ending(), attempt.totalMicros());
    }

    /** Who speaks the protocol of the model's provider. */
    Provider provider(Model model) {
        return Objects.requireNonNull(providers.get(model.provider().api()));
    }

    /** Catalog ids of the plan's targets, and of judges, that are known to be down. */
    Set<String> unavailable(Plan plan, List<Target> judges) {
        Set<String> down = Set.of();
        for (Rung rung : plan.rungs()) {
            down = withDown(down, rung.targets());
        }
        return withDown(down, judges);
    }

    private Set<String> withDown(Set<String> known, List<Target> targets) {
        Set<String> down = known;
        for (Target target : targets) {
            if (breaker(target).getState() == CircuitBreaker.State.OPEN) {
                down = down.isEmpty() ? new HashSet<>() : down;
                down.add(target.id());
            }
        }
        return down;
    }

    /** Learns from how a call ended. */
    void observe(Target target, Reply reply) {
        CircuitBreaker breaker = breaker(target);
        boolean counts = breaker.tryAcquirePermission();
        if (!counts) {
            return;
        }
        switch (reply) {
            case Reply.Answered answered -> breaker.onSuccess(0, TimeUnit.NANOSECONDS);
            case Reply.Failed failed -> {
                if (failed.ending().countsAgainstTarget()) {
                    breaker.onError(0, TimeUnit.NANOSECONDS, new TargetFailedException(failed.detail()));
                } else {
                    breaker.releasePermission();
                }
            }
        }
    }

    /** Waits; false if cancelled meanwhile. */
    boolean pause(long millis, Cancellation cancellation) {
        CountDownLatch cancelled = new CountDownLatch(1);
        Runnable action = cancelled::countDown;
        cancellation.onCancel(action);
        try {
            return !cancelled.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            cancellation.forget(action);
        }
    }

    private CircuitBreaker breaker(Target target) {
        return breakers.circuitBreaker(target.id());
    }

    /** What a breaker is told of a failed call. */
    private static final class TargetFailedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        TargetFailedException(String message) {
            super(message, null, false, false);
        }
    }
}
