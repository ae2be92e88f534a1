package io.tiergate.policy.record;

import io.tiergate.policy.answer.AnswerKind;
import io.tiergate.policy.answer.AnswerTraits;
import io.tiergate.policy.answer.CanonicalAnswer;
import io.tiergate.policy.arm.ActivePolicy;
import io.tiergate.policy.arm.StickyKey;
import io.tiergate.policy.compile.Predictions;
import io.tiergate.policy.cost.TokenUsage;
import io.tiergate.policy.gate.CheckResult;
import io.tiergate.policy.plan.AttemptResult;
import io.tiergate.policy.plan.Climb;
import io.tiergate.policy.plan.Decision;
import io.tiergate.policy.plan.Ending;
import io.tiergate.policy.plan.Likeness;
import io.tiergate.policy.plan.Move;
import io.tiergate.policy.plan.Observation;
import io.tiergate.policy.plan.Opinion;
import io.tiergate.policy.plan.Plan;
import io.tiergate.policy.plan.Samples;
import io.tiergate.policy.predict.Predicted;
import io.tiergate.policy.record.DecisionRecord.Attempt;
import io.tiergate.policy.record.DecisionRecord.CacheUse;
import io.tiergate.policy.record.DecisionRecord.Content;
import io.tiergate.policy.record.DecisionRecord.End;
import io.tiergate.policy.record.DecisionRecord.Header;
import io.tiergate.policy.record.DecisionRecord.Similar;
import io.tiergate.policy.record.DecisionRecord.Step;
import io.tiergate.policy.record.DecisionRecord.Timing;
import io.tiergate.policy.rule.Features;
import io.tiergate.policy.snapshot.Routing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Records, made as an agent makes them: by driving a decision to its end. */
final class RecordSamples {
    static final Observation AT_ONCE = new Observation(0, Set.of());

    private RecordSamples() {}

    static Header header(Routing routing) {
        return new Header(
                "agent-1.019aaddf-5e00-7abc-8def-0123456789ab",
                1_763_848_800_000L,
                "agent-1",
                "0.1.0",
                "http",
                "cascade/work",
                new Content(routing.generation(), routing.digest().toString()),
                new Content(3, Samples.digest("access").toString()),
                "key-1",
                "acme");
    }

    static Decision decision(Routing routing, String policy, Decision.Inputs inputs) {
        ActivePolicy active = Objects.requireNonNull(routing.policy(policy));
        return Decision.of(active.armOf(new StickyKey(inputs.stickyHash())), inputs);
    }

    /** Of a request that asks for nothing in particular. */
    private static Decision.Inputs inputs(Features features) {
        return new Decision.Inputs(0x8000_0000_0000_0001L, 9, features, new Decision.Asked(null, false, null, null));
    }

    /** Drives a decision as an agent does. */
    static DecisionRecord walk(
            Routing routing,
            Decision decision,
            CacheUse cache,
            Observing observing,
            Function<Move.Call, Attempt> upstream) {
        Plan plan = decision.plan();
        Climb climb = decision.climb(plan);
        List<Step> steps = new ArrayList<>();
        while (true) {
            Observation seen = observing.at(steps.size());
            Move move = climb.next(seen);
            if (!(move instanceof Move.Calling ask)) {
                return new DecisionRecord(
                        header(routing),
                        decision,
                        cache,
                        plan,
                        steps,
                        new End.Walked(seen, move),
                        Ledger.lines(climb.results(), move),
                        Ledger.referenceMicros(decision, climb.results(), move),
                        new Timing(1_234_567, 1_234_000));
            }
            List<Attempt> attempts = ask.calls().stream().map(upstream).toList();
            climb = climb.after(ask, attempts.stream().map(Attempt::result).toList());
            steps.add(new Step(seen, ask, Attempt.with(attempts, climb)));
        }
    }

    /** What is seen before the n-th move. */
    interface Observing {
        Observation at(int step);
    }

    /** A cascade: small's first target limits its rate twice, its second answers badly, mid's answer is served. */
    static DecisionRecord cascade(Routing routing) {
        Features features = new Features(
                "work",
                "shopping",
                "low",
                new Features.Size(1_000, 300, 300L),
                new Features.Form(3, true, false, "json_schema", true),
                new Features.Caller("acme", "paid", "u-17"),
                Map.of("team", "search", "app", "shop \"α\""));
        Decision decision = decision(
                routing,
                "cascade",
                new Decision.Inputs(
                        0x8000_0000_0000_0001L, 7, features, new Decision.Asked("small", true, null, 15_000L)));
        return walk(
                routing,
                decision,
                CacheUse.BYPASS,
                step -> new Observation(step * 150L, step < 2 ? Set.of() : Set.of("beta/top-1", "alpha/code-1")),
                call -> switch (call.number()) {
                    case 1, 2 ->
                        new Attempt(
                                result(call, Ending.RATE_LIMITED, TokenUsage.NONE, List.of(), ""),
                                "429: slow down",
                                "",
                                0,
                                1_500);
                    case 3 ->
                        new Attempt(
                                result(
                                        call,
                                        Ending.ANSWERED,
                                        TokenUsage.of(990, 40),
                                        List.of(
                                                CheckResult.passed("finish"),
                                                CheckResult.skipped("labels", "the task has none"),
                                                CheckResult.failed("schema", "/total is not a number")),
                                        ""),
                                "",
                                "small-1-2026-10",
                                120_000,
                                120_000);
                    default ->
                        new Attempt(
                                result(
                                        call,
                                        Ending.ANSWERED,
                                        new TokenUsage(500, 400, 90, 35, 12),
                                        List.of(CheckResult.passed("finish"), CheckResult.passed("schema")),
                                        ""),
                                "",
                                "mid-1-2026-08",
                                640_000,
                                640_000);
                });
    }

    /** A hybrid: the small models differ, top fails, mid's answer is served. */
    static DecisionRecord hybrid(Routing routing) {
        Features features = new Features(
                "work",
                "shopping",
                "low",
                new Features.Size(1_000, 200, null),
                new Features.Form(1, false, false, "text", false),
                new Features.Caller("acme", "paid", null),
                Map.of());
        Decision decision = decision(routing, "hybrid", inputs(features));
        return walk(
                routing,
                decision,
                new CacheUse("miss", Samples.digest("key").toString(), "", "", ""),
                step -> new Observation(step * 200L, step < 2 ? Set.of() : Set.of("beta/top-1")),
                call -> switch (call.number()) {
                    case 1 -> answer(call, "42", "It is 42.");
                    case 2 -> answer(call, "-7.5", "Minus seven and a half: -7.5");
                    case 3 ->
                        new Attempt(
                                result(call, Ending.SERVER_ERROR, TokenUsage.NONE, List.of(), ""),
                                "500: overloaded",
                                "",
                                0,
                                1_500);
                    default -> answer(call, "42", "42");
                });
    }

    /** A cascade with a soft check: small's answer is unlikely, mid's is accepted. */
    static DecisionRecord weighed(Routing routing) {
        Decision decision = decision(routing, "weighed", inputs(Samples.features()));
        return walk(
                routing,
                decision,
                CacheUse.BYPASS,
                step -> new Observation(step * 200L, Set.of()),
                call -> answer(call, "42", "It is 42.", -20_000));
    }

    /** A hybrid whose answers must be quick: the small models differ, and there is no time left for another. */
    static DecisionRecord late(Routing routing) {
        Features features = new Features(
                "work",
                "shopping",
                "low",
                new Features.Size(1_000, 200, null),
                new Features.Form(1, false, false, "text", false),
                new Features.Caller("acme", "paid", null),
                Map.of());
        return walk(
                routing,
                decision(routing, "timed", inputs(features)),
                new CacheUse("miss", Samples.digest("key").toString(), "", "", ""),
                step -> new Observation(step * 2_000L, Set.of()),
                call -> answer(call, call.number() == 1 ? "42" : "43", "It is so."));
    }

    /** A cascade with a judge: small's answer is graded low, and of mid's the judge says nothing that can be read. */
    static DecisionRecord judged(Routing routing) {
        Decision decision = decision(routing, "judged", inputs(Samples.features()));
        return walk(
                routing,
                decision,
                CacheUse.BYPASS,
                step -> new Observation(step * 200L, Set.of()),
                call -> call.number() % 2 == 1
                        ? answer(call, "42", "It is 42.")
                        : new Attempt(
                                AttemptResult.judgement(
                                        call.number(),
                                        call.target(),
                                        Ending.ANSWERED,
                                        TokenUsage.of(420, 7),
                                        0,
                                        new Opinion(call.number() - 1, call.number() == 2 ? 40 : null)),
                                "",
                                "top-1",
                                300_000,
                                300_000));
    }

    /** A panel: the second answer says the same as the first in other words, the third does not. */
    static DecisionRecord said(Routing routing) {
        Decision decision = decision(routing, "said", inputs(Samples.features()));
        return walk(routing, decision, CacheUse.BYPASS, step -> new Observation(step * 200L, Set.of()), call -> {
            Attempt attempt = answer(call, "text " + call.number(), "Text " + call.number());
            List<Likeness> alike = switch (call.number()) {
                case 2 -> List.of(new Likeness(1, 912_345));
                case 3 -> List.of(new Likeness(1, 0), new Likeness(2, 899_999));
                default -> List.of();
            };
            return new Attempt(
                    attempt.result().beside(alike),
                    attempt.detail(),
                    attempt.model(),
                    attempt.firstMicros(),
                    attempt.totalMicros());
        });
    }

    private static Attempt answer(Move.Call call, String canonical, String reply) {
        return answer(call, canonical, reply, null);
    }

    private static Attempt answer(Move.Call call, String canonical, String reply, @Nullable Integer logprob) {
        CanonicalAnswer answer = new CanonicalAnswer(AnswerKind.NUMBER, canonical);
        return new Attempt(
                new AttemptResult(
                        call.number(),
                        call.target(),
                        Ending.ANSWERED,
                        TokenUsage.of(980, 210),
                        List.of(CheckResult.passed("finish")),
                        answer.digest(),
                        AnswerTraits.of(reply, Optional.of(answer), logprob),
                        false,
                        0),
                "",
                call.target().model().upstreamName(),
                400_000,
                400_000);
    }

    /** An exact hit. */
    static DecisionRecord hit(Routing routing) {
        Decision decision = decision(
                routing,
                "route",
                new Decision.Inputs(5, 9, Samples.features(), new Decision.Asked(null, false, null, null)));
        return new DecisionRecord(
                header(routing),
                decision,
                new CacheUse(
                        "exact",
                        Samples.digest("key").toString(),
                        "agent-2.019aaddf-0000-7abc-8def-0123456789ab",
                        "alpha/small-1",
                        "small"),
                null,
                List.of(),
                new End.Hit(),
                List.of(),
                321,
                new Timing(150, 0));
    }

    /** A classifier said what the caller had left open; an answer without a word on it. */
    static DecisionRecord predicted(Routing routing) {
        Decision open = decision(
                routing,
                "route",
                new Decision.Inputs(
                        5,
                        9,
                        Samples.features(),
                        new Decision.Asked(null, false, null, null),
                        new Predictions.Open(true, true),
                        null));
        Map<String, Map<String, Integer>> scores =
                Map.of("task", Map.of("work", 912_000, "chat", 50_000), "domain", Map.of("legal", 400_000));
        return walk(
                routing,
                open.with(new Predicted(Samples.digest("model").toString(), false, scores, "")),
                CacheUse.BYPASS,
                step -> AT_ONCE,
                call -> answer(call, "42", "42"));
    }

    /** Nothing was said of what the caller had left open. */
    static DecisionRecord unpredicted(Routing routing) {
        Decision decided = Objects.requireNonNull(predicted(routing).decision());
        return walk(
                routing,
                decided.with(Predicted.nothing("the node is not reached")),
                CacheUse.BYPASS,
                step -> AT_ONCE,
                call -> answer(call, "42", "42"));
    }

    /** Answered with what a similar question was answered with. */
    static DecisionRecord similar(Routing routing) {
        DecisionRecord hit = hit(routing);
        CacheUse exact = hit.cache();
        return with(
                hit,
                new CacheUse(
                        "semantic",
                        exact.key(),
                        exact.origin(),
                        exact.target(),
                        exact.tier(),
                        new Similar.Found(987_654, 912_345)));
    }

    /** No similar question was looked for. */
    static DecisionRecord unasked(Routing routing) {
        DecisionRecord walked = hybrid(routing);
        return with(
                walked,
                new CacheUse(
                        "miss",
                        walked.cache().key(),
                        "",
                        "",
                        "",
                        new Similar.Unasked("the classifier node: \"gone\"")));
    }

    private static DecisionRecord with(DecisionRecord record, CacheUse cache) {
        return new DecisionRecord(
                record.header(),
                record.decision(),
                cache,
                record.plan(),
                record.steps(),
                record.end(),
                record.ledger(),
                record.referenceMicros(),
                record.timing());
    }

    /** Refused by the tenant's limits, before a policy was chosen. */
    static DecisionRecord refused(Routing routing) {
        return new DecisionRecord(
                header(routing),
                null,
                CacheUse.BYPASS,
                null,
                List.of(),
                new End.Refused("rate_limited", "tenant 'acme' has used its 60 requests a minute; try again in 1 s"),
                List.of(),
                0,
                new Timing(90, 0));
    }

    static AttemptResult result(
            Move.Call call, Ending ending, TokenUsage usage, List<CheckResult> checks, String canonical) {
        return new AttemptResult(
                call.number(),
                call.target(),
                ending,
                usage,
                checks,
                canonical.isEmpty() ? null : Samples.digest(canonical),
                false);
    }
}
