package io.tiergate.dataplane.record;

import io.tiergate.dataplane.model.DecisionId;
import io.tiergate.policy.answer.AnswerSpec;
import io.tiergate.policy.answer.AnswerTraits;
import io.tiergate.policy.arm.Arm;
import io.tiergate.policy.catalog.Model;
import io.tiergate.policy.catalog.Provider;
import io.tiergate.policy.compile.CompiledPolicy;
import io.tiergate.policy.compile.Ladder;
import io.tiergate.policy.compile.Strategy;
import io.tiergate.policy.compile.Target;
import io.tiergate.policy.compile.TaskProfile;
import io.tiergate.policy.compile.Tier;
import io.tiergate.policy.compile.TierTable;
import io.tiergate.policy.cost.Price;
import io.tiergate.policy.cost.TokenUsage;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.gate.CheckResult;
import io.tiergate.policy.gate.Checks;
import io.tiergate.policy.gate.SoftGate;
import io.tiergate.policy.gate.Zones;
import io.tiergate.policy.plan.AttemptResult;
import io.tiergate.policy.plan.Climb;
import io.tiergate.policy.plan.Decision;
import io.tiergate.policy.plan.Ending;
import io.tiergate.policy.plan.Move;
import io.tiergate.policy.plan.Observation;
import io.tiergate.policy.plan.Opinion;
import io.tiergate.policy.plan.Plan;
import io.tiergate.policy.record.DecisionRecord;
import io.tiergate.policy.record.Ledger;
import io.tiergate.policy.rule.Features;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Records to write and read: a cascade of two tiers, {@code cheap} at 1 micro-dollar a token and {@code dear} at 10. */
final class Records {
    static final String AGENT = "agent-1";
    private static final Provider PROVIDER = new Provider("p", Provider.Api.OPENAI, "http://127.0.0.1:1/v1", "");
    private static final Tier CHEAP = tier("cheap", 0, 1_000_000);
    private static final Tier DEAR = tier("dear", 1, 10_000_000);
    private static final TokenUsage STATED = TokenUsage.of(100, 10);
    private static final TierTable TIERS = new TierTable(List.of(CHEAP, DEAR), List.of(CHEAP, DEAR), DEAR);

    private Records() {}

    /** A request of nobody known that was refused at the door, with an id of that moment. */
    static DecisionRecord refused(long timeMillis) {
        return refused(timeMillis, "");
    }

    /** A request of a tenant that was refused before a policy was chosen. */
    static DecisionRecord refused(long timeMillis, String tenant) {
        return new DecisionRecord(
                header(timeMillis, tenant),
                null,
                DecisionRecord.CacheUse.BYPASS,
                null,
                List.of(),
                new DecisionRecord.End.Refused("unauthenticated", "this key is unknown"),
                List.of(),
                0,
                new DecisionRecord.Timing(10, 0));
    }

    /** A request that the cheap tier answered; 100 + 10 tokens. */
    static DecisionRecord served(long timeMillis, String tenant, String task) {
        return walked(timeMillis, decision(tenant, task), false, STATED);
    }

    /** A request that the cheap tier answered, and whose answer the dear model graded with 100; each 100 + 10 tokens. */
    static DecisionRecord judged(long timeMillis, String tenant, String task) {
        SoftGate gate = new SoftGate(List.of(Checks.judge()), Zones.DEFAULT);
        return walked(timeMillis, decision(tenant, task, gate, DEAR.targets()), false, STATED);
    }

    /** A request whose cheap answer was rejected, and that the dear tier answered. */
    static DecisionRecord escalated(long timeMillis, String tenant, String task) {
        return walked(timeMillis, decision(tenant, task), true, STATED);
    }

    /** A request that the cheap tier answered without stating its usage. */
    static DecisionRecord estimated(long timeMillis, String tenant, String task) {
        return walked(timeMillis, decision(tenant, task), false, TokenUsage.NONE.estimated(100, 10));
    }

    /** An exact hit on an answer of the cheap tier. */
    static DecisionRecord hit(long timeMillis, String tenant, String task) {
        return new DecisionRecord(
                header(timeMillis, tenant),
                decision(tenant, task),
                new DecisionRecord.CacheUse("exact", "sha256:00", "agent-2.x", "p/cheap", "cheap"),
                null,
                List.of(),
                new DecisionRecord.End.Hit(),
                List.of(),
                1_100,
                new DecisionRecord.Timing(10, 0));
    }

    private static DecisionRecord walked(long timeMillis, Decision decision, boolean rejectFirst, TokenUsage usage) {
        Plan plan = decision.plan();
        Climb climb = decision.climb(plan);
        List<DecisionRecord.Step> steps = new ArrayList<>();
        Observation seen = new Observation(0, Set.of());
        while (climb.next(seen) instanceof Move.Calling move) {
            Move.Call call = move.calls().getFirst();
            AttemptResult result = switch (move) {
                case Move.Ask ask -> answer(call, usage, rejectFirst && steps.isEmpty());
                case Move.Judge judge ->
                    AttemptResult.judgement(
                            call.number(), call.target(), Ending.ANSWERED, usage, 0, new Opinion(judge.attempt(), 100));
            };
            steps.add(new DecisionRecord.Step(
                    seen,
                    move,
                    List.of(new DecisionRecord.Attempt(result, "", call.target().id(), 5, 9))));
            climb = climb.after(move, List.of(result));
        }
        Move end = climb.next(seen);
        return new DecisionRecord(
                header(timeMillis, decision.features().caller().tenant()),
                decision,
                new DecisionRecord.CacheUse("miss", "sha256:00", "", "", ""),
                plan,
                steps,
                new DecisionRecord.End.Walked(seen, end),
                Ledger.lines(climb.results(), end),
                Ledger.referenceMicros(decision, climb.results(), end),
                new DecisionRecord.Timing(30, 20));
    }

    private static AttemptResult answer(Move.Call call, TokenUsage usage, boolean rejected) {
        return new AttemptResult(
                call.number(),
                call.target(),
                Ending.ANSWERED,
                usage,
                List.of(rejected ? CheckResult.failed("schema", "no object") : CheckResult.passed("schema")),
                null,
                new AnswerTraits(20, AnswerTraits.Form.NONE),
                false,
                0);
    }

    private static DecisionRecord.Header header(long timeMillis, String tenant) {
        return new DecisionRecord.Header(
                DecisionId.next(AGENT, timeMillis),
                timeMillis,
                AGENT,
                "0.1.0",
                "grpc",
                "auto",
                new DecisionRecord.Content(1, digest("routing").toString()),
                null,
                tenant.isEmpty() ? "" : "key-1",
                tenant);
    }

    private static Decision decision(String tenant, String task) {
        return decision(tenant, task, SoftGate.NONE, List.of());
    }

    private static Decision decision(String tenant, String task, SoftGate gate, List<Target> judges) {
        TaskProfile profile = new TaskProfile(
                task,
                "ops",
                new Strategy.Cascade(),
                Ladder.of(List.of(CHEAP, DEAR), TIERS),
                List.of(),
                gate,
                judges,
                AnswerSpec.TEXT,
                10,
                null,
                new CompiledPolicy.Timeouts(1_000, 1_000));
        CompiledPolicy policy = new CompiledPolicy(
                "support",
                digest("policy"),
                digest("epoch"),
                TIERS,
                Map.of(task, profile),
                task,
                List.of(),
                new CompiledPolicy.Settings(
                        "low",
                        Set.of(),
                        new CompiledPolicy.CacheSettings(true, 60, CompiledPolicy.CacheSettings.Share.TENANT),
                        new CompiledPolicy.Budget(10_000, 4, Long.MAX_VALUE),
                        new CompiledPolicy.Timeouts(1_000, 1_000),
                        0));
        Features features = new Features(
                task,
                null,
                "low",
                new Features.Size(100, 10, null),
                new Features.Form(1, false, false, "text", false),
                new Features.Caller(tenant, "", null),
                Map.of());
        return Decision.of(
                new Arm(Arm.BASELINE, policy, 1, 0, 0),
                new Decision.Inputs(1, 2, features, new Decision.Asked(null, false, null, null)));
    }

    private static Tier tier(String name, int rank, long picos) {
        Model model = new Model(
                "p/" + name, PROVIDER, name, 10_000, 1_000, new Price(picos, picos, picos, picos, picos), Set.of());
        return new Tier(name, rank, false, List.of(new Target(name, model, 1)));
    }

    private static Digest digest(String text) {
        return Digest.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
