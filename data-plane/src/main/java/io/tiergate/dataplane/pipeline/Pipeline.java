package io.tiergate.dataplane.pipeline;

import io.tiergate.dataplane.admit.Admission;
import io.tiergate.dataplane.admit.TenantLimits;
import io.tiergate.dataplane.analyze.Analyst;
import io.tiergate.dataplane.cache.ExactCache;
import io.tiergate.dataplane.cache.InFlight;
import io.tiergate.dataplane.cache.SemanticCache;
import io.tiergate.dataplane.call.Targets;
import io.tiergate.dataplane.model.DecisionId;
import io.tiergate.dataplane.model.Exchange;
import io.tiergate.dataplane.model.Refusal;
import io.tiergate.dataplane.model.RoutingInfo;
import io.tiergate.dataplane.model.Snapshot;
import io.tiergate.dataplane.model.Trail;
import io.tiergate.dataplane.record.Recorder;
import io.tiergate.policy.plan.Decision;
import io.tiergate.policy.record.DecisionRecord.End;
import io.tiergate.transport.PresentedCredential;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Every request's journey:
 *
 * <pre>
 * admit   who is it, limits, which policy and arm, rules     on the caller's thread, never blocks
 * cache   exact: the same request -> its answer              on the caller's thread, never blocks
 * analyze one call to the classifier node, if the policy wants to know something; from here on a virtual thread
 * cache   semantic: a question that means the same -> its answer
 * route   features, rules, health -> plan                    plain blocking code
 * call    rung by rung: targets, retries, fallback, budget
 * gate    judge the attempt -> accept, or next rung
 * record  exactly one decision record on every exit
 * </pre>
 *
 * Safe for any number of threads; each request is a {@link Journey} of its own.
 */
public final class Pipeline {
    private final Agent agent;
    private final Supplier<Snapshot> snapshots;
    private final Stages stages;
    private final Clock clock;
    private final Executor virtualThreads;

    /**
     * A pipeline.
     *
     * @param agent who serves
     * @param snapshots what it runs now
     * @param virtualThreads starts a virtual thread per task
     */
    public Pipeline(Agent agent, Supplier<Snapshot> snapshots, Stages stages, Clock clock, Executor virtualThreads) {
        this.agent = agent;
        this.snapshots = snapshots;
        this.stages = stages;
        this.clock = clock;
        this.virtualThreads = virtualThreads;
    }

    /**
     * Who serves.
     *
     * @param name unique; the first part of decision ids
     * @param build version of its software
     */
    public record Agent(String name, String build) {}

    /** The stages, and what they share. */
    public record Stages(
            Admission admission,
            TenantLimits limits,
            Caches caches,
            Targets targets,
            Analyst analyst,
            Recorder recorder) {}

    /** Answers that were given before, or are being given. */
    public record Caches(ExactCache exact, SemanticCache semantic, InFlight inFlight) {}

    /** Serves one request. Returns at once; the exchange's responder gets the answer. Never blocks, never throws. */
    public void serve(Exchange exchange) {
        Snapshot snapshot = snapshots.get();
        Trail trail = trail(exchange.api(), exchange.request().view().model(), exchange.arrivalNanos(), snapshot);
        new Journey(stages, exchange, snapshot, trail, virtualThreads).begin();
    }

    /**
     * Records a request that could not be read.
     *
     * @return what its caller is told, besides the refusal
     */
    public RoutingInfo refuse(Exchange.Api api, long arrivalNanos, Refusal refusal) {
        Trail trail = trail(api, "", arrivalNanos, snapshots.get());
        End end = new End.Refused(refusal.kind().label(), refusal.message());
        stages.recorder().offer(trail.toRecord(end, 0, System.nanoTime()));
        return RoutingInfo.unknown(trail.id());
    }

    /**
     * Decides on a request as {@link #serve} would, and goes no further: no model is called, nothing cached, counted or recorded. Returns
     * at once where no classifier needs to be asked.
     *
     * @param told gets what was decided, once
     */
    public void decide(Exchange exchange, Consumer<Decided> told) {
        Decided decided = decide(exchange);
        if (decided instanceof Decided.Yes yes && Inquiry.isOpen(yes.decision())) {
            virtualThreads.execute(() -> {
                Decision known = new Inquiry(stages.analyst())
                        .ask(yes.decision(), exchange.request(), false, 0)
                        .decision();
                told.accept(new Decided.Yes(known, yes.generation(), Journey.cacheObstacle(known, exchange.request())));
            });
        } else {
            told.accept(decided);
        }
    }

    private Decided decide(Exchange exchange) {
        Snapshot snapshot = snapshots.get();
        String id = DecisionId.next(agent.name(), clock.millis());
        return switch (stages.admission()
                .decide(exchange, snapshot, id, ThreadLocalRandom.current().nextLong())) {
            case Admission.Outcome.Refused refused -> new Decided.No(refused.refusal());
            case Admission.Outcome.Admitted admitted -> {
                admitted.lease().close();
                yield new Decided.Yes(
                        admitted.decision(),
                        admitted.generation(),
                        Journey.cacheObstacle(admitted.decision(), exchange.request()));
            }
        };
    }

    /** What {@link #decide} gives. */
    public sealed interface Decided {
        /**
         * What the policy says.
         *
         * @param generation of the routing
         * @param cacheObstacle why the cache would not be asked; empty: it would
         */
        record Yes(Decision decision, long generation, String cacheObstacle) implements Decided {}

        /** It would be refused. */
        record No(Refusal refusal) implements Decided {}
    }

    /** Why nobody with that credential is served, whatever the request; null: somebody may be. */
    public @Nullable Refusal stranger(PresentedCredential credential) {
        return stages.admission().stranger(snapshots.get(), credential);
    }

    /** What a caller may name as {@code model}. */
    public Models models(PresentedCredential credential) {
        return ModelList.of(stages.admission(), snapshots.get(), credential);
    }

    /** What {@link #models} gives. */
    public sealed interface Models {
        /** These, sorted. */
        record Listed(Set<String> ids) implements Models {}

        /** The caller is told nothing. */
        record Refused(Refusal refusal) implements Models {}
    }

    private Trail trail(Exchange.Api api, String asked, long arrivalNanos, Snapshot snapshot) {
        long now = clock.millis();
        return new Trail(
                new Trail.Start(
                        DecisionId.next(agent.name(), now), now, arrivalNanos, agent.name(), agent.build(), api, asked),
                snapshot);
    }
}
