package io.tiergate.bench.micro;

import io.tiergate.bench.peer.Workload;
import io.tiergate.dataplane.cache.CacheIdentity;
import io.tiergate.dataplane.cache.CacheScope;
import io.tiergate.dataplane.cache.CachedAnswer;
import io.tiergate.dataplane.cache.ClusterKeys;
import io.tiergate.dataplane.cache.ExactCache;
import io.tiergate.dataplane.cache.ExactCacheSettings;
import io.tiergate.dataplane.cache.Lookup;
import io.tiergate.dataplane.cache.Watermarks;
import io.tiergate.dataplane.call.Reply;
import io.tiergate.dataplane.call.chat.CompletionReader;
import io.tiergate.dataplane.gate.Gatekeeper;
import io.tiergate.dataplane.model.Answer;
import io.tiergate.dataplane.model.ChatRequestReader;
import io.tiergate.policy.answer.CanonicalAnswer;
import io.tiergate.policy.compile.TaskProfile;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.gate.CheckResult;
import io.tiergate.policy.plan.AttemptResult;
import io.tiergate.policy.plan.Climb;
import io.tiergate.policy.plan.Decision;
import io.tiergate.policy.plan.Ending;
import io.tiergate.policy.plan.Move;
import io.tiergate.policy.plan.Observation;
import io.tiergate.policy.plan.Plan;
import io.tiergate.policy.record.DecisionRecord;
import io.tiergate.policy.record.Ledger;
import io.tiergate.policy.record.RecordWriter;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The parts of a request's way that cost processor time, in their order. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@State(Scope.Benchmark)
public class RequestBenchmark {
    private static final byte[] REPLY = Workload.reply();
    private static final Observation SEEN = new Observation(0, Set.of());

    private final Decision decision = Sample.decision(1);
    private final TaskProfile task = decision.task();
    private final Answer answer = answer();
    private static final ClusterKeys KEYS = ClusterKeys.ofThisAgentOnly();
    private final ExactCache cache =
            new ExactCache(ExactCacheSettings.DEFAULT, KEYS, new Watermarks(KEYS), Clock.systemUTC());
    private final DecisionRecord record = record();
    private long draw;

    /** Fills the cache. */
    public RequestBenchmark() {
        long now = System.currentTimeMillis();
        cache.store(
                identity(),
                new CachedAnswer(
                        answer,
                        new CachedAnswer.Origin(
                                "openai/gpt-4o-mini",
                                "small",
                                "a1.0",
                                decision.arm().policy().digest()),
                        new CachedAnswer.Validity(now, now + TimeUnit.DAYS.toMillis(1)),
                        new CachedAnswer.Labels("", "", null, Map.of())));
    }

    /** Reads a request of 1 KB. */
    @Benchmark
    public ChatRequestReader.Result readRequest() {
        return ChatRequestReader.read(Sample.BODY);
    }

    /** Rules, constraints, budget. */
    @Benchmark
    public Decision decide() {
        return Sample.decision(draw++);
    }

    /** Rungs and targets of a decision. */
    @Benchmark
    public Plan plan() {
        return decision.plan();
    }

    /** Identity of a request of 1 KB, and the look for its answer, which is at hand. */
    @Benchmark
    public Lookup lookUp() {
        return cache.lookup(identity());
    }

    /** Reads a reply of 1 KB. */
    @Benchmark
    public Reply readReply() {
        return CompletionReader.read(REPLY);
    }

    /** The checks of the task: finish and schema. */
    @Benchmark
    public List<CheckResult> gate() {
        return Gatekeeper.examine(decision, Sample.REQUEST, answer);
    }

    /** Digest of the answer's canonical form, JSON here. */
    @Benchmark
    public @Nullable Digest canonical() {
        return Gatekeeper.canonical(task, answer).map(CanonicalAnswer::digest).orElse(null);
    }

    /** The record of one served request, as bytes. */
    @Benchmark
    public byte[] writeRecord() {
        return RecordWriter.toJson(record);
    }

    private CacheIdentity identity() {
        return CacheIdentity.of(CacheScope.of(decision), Sample.REQUEST);
    }

    private static Answer answer() {
        return switch (CompletionReader.read(REPLY)) {
            case Reply.Answered answered -> answered.answer();
            case Reply.Failed failed -> throw new IllegalStateException(failed.detail());
        };
    }

    private DecisionRecord record() {
        Plan plan = decision.plan();
        Climb climb = decision.climb(plan);
        Move.Ask ask = (Move.Ask) climb.next(SEEN);
        Move.Call call = ask.calls().getFirst();
        AttemptResult result = new AttemptResult(
                call.number(),
                call.target(),
                Ending.ANSWERED,
                answer.usage(),
                gate(),
                Objects.requireNonNull(canonical()),
                false);
        Climb after = climb.after(ask, List.of(result));
        Move end = after.next(SEEN);
        return new DecisionRecord(
                new DecisionRecord.Header(
                        "bench.01a21231-a259-7dc1-88ff-cc7ca05ee870",
                        1_795_601_572_441L,
                        "bench",
                        "0.1.0",
                        "http",
                        "support/extraction",
                        new DecisionRecord.Content(4, Sample.POLICY.digest().toString()),
                        new DecisionRecord.Content(2, Sample.POLICY.digest().toString()),
                        "kq4j8kym",
                        "acme"),
                decision,
                new DecisionRecord.CacheUse("miss", "4d4b13960bd2539d", "", "", ""),
                plan,
                List.of(new DecisionRecord.Step(
                        SEEN,
                        ask,
                        List.of(new DecisionRecord.Attempt(
                                result, "", call.target().id(), 900, 950)))),
                new DecisionRecord.End.Walked(SEEN, end),
                Ledger.lines(after.results(), end),
                Ledger.referenceMicros(decision, after.results(), end),
                new DecisionRecord.Timing(1_000, 950));
    }
}
