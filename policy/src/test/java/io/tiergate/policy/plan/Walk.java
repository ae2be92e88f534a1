package io.tiergate.policy.plan;

import io.tiergate.policy.compile.CompiledPolicy;
import io.tiergate.policy.compile.CompiledPolicy.Budget;
import io.tiergate.policy.cost.TokenUsage;
import io.tiergate.policy.gate.CheckResult;
import io.tiergate.policy.rule.Features;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Drives a climb to its end: {@code upstream} says what comes of each call. */
final class Walk {
    final List<String> asked = new ArrayList<>();
    final List<Long> delays = new ArrayList<>();
    Climb climb;
    Set<String> unavailable = Set.of();
    long millisPerStep = 10;
    private long elapsedMillis;

    Walk(Climb climb) {
        this.climb = climb;
    }

    static Walk of(CompiledPolicy policy, Budget budget, int retries) {
        Features features = Samples.features();
        return new Walk(
                Climb.of(Samples.plan(policy, features, 7), features, budget, retries, 7, Samples.task(policy)));
    }

    static Walk of(CompiledPolicy policy) {
        return of(policy, policy.settings().budget(), policy.settings().retries());
    }

    Move run(Function<Move.Call, AttemptResult> upstream) {
        while (true) {
            Move move = climb.next(new Observation(elapsedMillis, unavailable));
            if (!(move instanceof Move.Calling ask)) {
                return move;
            }
            StringBuilder ids = new StringBuilder();
            List<AttemptResult> results = new ArrayList<>();
            for (Move.Call call : ask.calls()) {
                ids.append(ids.isEmpty() ? "" : "+").append(call.target().id());
                results.add(upstream.apply(call));
            }
            asked.add(ids.toString());
            delays.add(ask.delayMillis());
            elapsedMillis += millisPerStep + ask.delayMillis();
            climb = climb.after(ask, results);
        }
    }

    static AttemptResult answer(Move.Call call, String canonical) {
        return new AttemptResult(
                call.number(),
                call.target(),
                Ending.ANSWERED,
                TokenUsage.of(100, 10),
                List.of(CheckResult.passed("finish")),
                Samples.digest(canonical),
                false);
    }

    static AttemptResult rejected(Move.Call call) {
        return new AttemptResult(
                call.number(),
                call.target(),
                Ending.ANSWERED,
                TokenUsage.of(100, 10),
                List.of(CheckResult.passed("finish"), CheckResult.failed("schema", "at /total: not a number")),
                null,
                false);
    }

    static AttemptResult failed(Move.Call call, Ending ending) {
        return new AttemptResult(call.number(), call.target(), ending, TokenUsage.NONE, List.of(), null, false);
    }

    static AttemptResult limited(Move.Call call, long retryAfterMillis) {
        return new AttemptResult(
                call.number(),
                call.target(),
                Ending.RATE_LIMITED,
                TokenUsage.NONE,
                List.of(),
                null,
                null,
                false,
                retryAfterMillis);
    }

    static AttemptResult committed(Move.Call call, Ending ending) {
        return new AttemptResult(call.number(), call.target(), ending, TokenUsage.of(100, 10), List.of(), null, true);
    }
}
