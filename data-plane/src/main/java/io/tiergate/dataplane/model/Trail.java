package io.tiergate.dataplane.model;

import io.tiergate.policy.access.Principal;
import io.tiergate.policy.cost.LedgerLine;
import io.tiergate.policy.plan.AttemptResult;
import io.tiergate.policy.plan.Decision;
import io.tiergate.policy.plan.Move;
import io.tiergate.policy.plan.Plan;
import io.tiergate.policy.record.DecisionRecord;
import io.tiergate.policy.record.DecisionRecord.CacheUse;
import io.tiergate.policy.record.DecisionRecord.Content;
import io.tiergate.policy.record.DecisionRecord.End;
import io.tiergate.policy.record.DecisionRecord.Header;
import io.tiergate.policy.record.DecisionRecord.Step;
import io.tiergate.policy.record.DecisionRecord.Timing;
import io.tiergate.policy.record.Ledger;
import io.tiergate.policy.snapshot.Routing;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happened to one request so far, in order; it becomes the decision record. The only thing that changes on a request's way:
 * append-only, and confined to the request (one thread at a time).
 */
public final class Trail {
    private static final int MAX_ASKED_CHARS = 200;
    private static final long NANOS_PER_MICRO = 1_000;

    private final Start start;
    private final Snapshot snapshot;
    private final List<Step> steps = new ArrayList<>(2);

    private @Nullable Principal caller;
    private @Nullable Decision decision;
    private CacheUse cache = CacheUse.BYPASS;
    private @Nullable Plan plan;
    private long upstreamNanos;

    /** The beginning: nothing is known but that a request came, and what the agent runs. */
    public Trail(Start start, Snapshot snapshot) {
        this.start = start;
        this.snapshot = snapshot;
    }

    /**
     * What is known of every request, even one that cannot be read.
     *
     * @param id the decision's
     * @param timeMillis of arrival, since 1970
     * @param arrivalNanos of arrival, by {@link System#nanoTime}
     * @param agent name of the agent
     * @param build version of its software
     * @param api how it came
     * @param asked its {@code model}; empty where it cannot be read
     */
    public record Start(
            String id,
            long timeMillis,
            long arrivalNanos,
            String agent,
            String build,
            Exchange.Api api,
            String asked) {}

    /** The decision's id. */
    public String id() {
        return start.id();
    }

    /** When the request came, milliseconds since 1970. */
    public long timeMillis() {
        return start.timeMillis();
    }

    /** Milliseconds since the request came. */
    public long elapsedMillis(long nowNanos) {
        return (nowNanos - start.arrivalNanos()) / 1_000_000;
    }

    /** The caller is known. */
    public void caller(Principal known) {
        this.caller = known;
    }

    /** The policy has spoken. */
    public void decided(Decision made) {
        this.decision = made;
    }

    /** The cache was asked, or not. */
    public void cache(CacheUse use) {
        this.cache = use;
    }

    /** There is a plan. */
    public void planned(Plan made) {
        this.plan = made;
    }

    /** A move was made and has its results. */
    public void step(Step step, long nanos) {
        steps.add(step);
        upstreamNanos += nanos;
    }

    /** Micro-dollars of all attempts so far. */
    public long costMicros() {
        long sum = 0;
        for (Step step : steps) {
            for (DecisionRecord.Attempt attempt : step.attempts()) {
                AttemptResult result = attempt.result();
                sum += result.target().model().price().micros(result.usage());
            }
        }
        return sum;
    }

    /** What the caller is told of it. */
    public RoutingInfo info(RoutingInfo.ServedBy served, int escalations) {
        Decision made = decision;
        Running<Routing> routing = snapshot.routing();
        if (made == null || routing == null) {
            return RoutingInfo.unknown(start.id());
        }
        return new RoutingInfo(
                start.id(),
                new RoutingInfo.PolicyVersion(
                        made.arm().policy().name(),
                        made.arm().revision(),
                        made.arm().policy().digest(),
                        routing.version().generation(),
                        made.arm().name()),
                made.task().name(),
                served,
                cacheState(),
                costMicros(),
                escalations);
    }

    /**
     * The record of a request that is over.
     *
     * @param hitReferenceMicros for a hit: what its tokens would have cost at the reference tier
     */
    public DecisionRecord toRecord(End end, long hitReferenceMicros, long nowNanos) {
        List<AttemptResult> results = new ArrayList<>();
        steps.forEach(step -> step.attempts().forEach(attempt -> results.add(attempt.result())));
        Move last = end instanceof End.Walked walked ? walked.move() : null;
        List<LedgerLine> ledger = Ledger.lines(results, last);
        long reference =
                decision != null && plan != null ? Ledger.referenceMicros(decision, results, last) : hitReferenceMicros;
        return new DecisionRecord(
                header(),
                decision,
                cache,
                plan,
                steps,
                end,
                ledger,
                reference,
                new Timing((nowNanos - start.arrivalNanos()) / NANOS_PER_MICRO, upstreamNanos / NANOS_PER_MICRO));
    }

    private Header header() {
        String asked = start.asked();
        return new Header(
                start.id(),
                start.timeMillis(),
                start.agent(),
                start.build(),
                start.api().label(),
                asked.length() <= MAX_ASKED_CHARS ? asked : asked.substring(0, MAX_ASKED_CHARS),
                content(snapshot.routing()),
                content(snapshot.access()),
                caller == null ? "" : caller.name(),
                caller == null ? "" : caller.tenant());
    }

    private static @Nullable Content content(@Nullable Running<?> running) {
        return running == null
                ? null
                : new Content(
                        running.version().generation(),
                        running.version().digest().toString());
    }

    private CacheState cacheState() {
        return switch (cache.state()) {
            case "miss" -> CacheState.MISS;
            case "exact" -> CacheState.EXACT;
            case "semantic" -> CacheState.SEMANTIC;
            default -> CacheState.BYPASS;
        };
    }
}
