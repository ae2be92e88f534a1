package io.tiergate.laboratory.traffic;

import io.tiergate.laboratory.World;
import io.tiergate.policy.answer.AnswerKind;
import io.tiergate.policy.answer.AnswerTraits;
import io.tiergate.policy.answer.CanonicalAnswer;
import io.tiergate.policy.arm.Arm;
import io.tiergate.policy.compile.CompiledPolicy;
import io.tiergate.policy.compile.PolicyCompiler;
import io.tiergate.policy.compile.Shelf;
import io.tiergate.policy.cost.TokenUsage;
import io.tiergate.policy.document.CompileResult;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.estimate.Estimates;
import io.tiergate.policy.gate.CheckResult;
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
import io.tiergate.policy.record.RecordWriter;
import io.tiergate.policy.rule.Features;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Serves made-up requests with the code that serves, and keeps their records and feedback as an agent does. */
public final class Agent {
    private final List<String> lines = new ArrayList<>();
    private int requests;

    /**
     * What a model says.
     *
     * @param logprob of its answer, in millionths; null: it gives none
     * @param grade when it is asked to grade an answer, its own or another's; null: none
     */
    public record Says(
            String number,
            boolean rejected,
            Ending ending,
            @Nullable Integer logprob,
            @Nullable Integer grade) {
        public static Says number(String number) {
            return new Says(number, false, Ending.ANSWERED, null, null);
        }

        public static Says malformed() {
            return new Says("", true, Ending.ANSWERED, null, null);
        }

        public static Says nothing(Ending ending) {
            return new Says("", false, ending, null, null);
        }

        /** The same, of tokens with that mean log-probability. */
        public Says sure(int logprob) {
            return new Says(number, rejected, ending, logprob, grade);
        }

        /** The same, of a model that grades answers so. */
        public Says grading(int grade) {
            return new Says(number, rejected, ending, logprob, grade);
        }
    }

    /** Compiles a policy of the world's models. */
    public static CompiledPolicy policy(String text, Estimates... estimates) {
        Map<Digest, Estimates> pinned = estimates.length == 0 ? Map.of() : Map.of(estimates[0].digest(), estimates[0]);
        return switch (PolicyCompiler.compile("policy", text, new Shelf(World.catalog(), pinned))) {
            case CompileResult.Compiled<CompiledPolicy>(var value, var document, var warnings) -> value;
            case CompileResult.Rejected<CompiledPolicy>(var problems) -> throw new AssertionError(problems);
        };
    }

    public static Arm arm(String name, CompiledPolicy policy) {
        return new Arm(name, policy, 1, 0, 10_000);
    }

    /** Serves one request of a task by the policy's baseline. */
    public String serve(CompiledPolicy policy, String task, Function<String, Says> models) {
        return serve(arm(Arm.BASELINE, policy), "routing", features(task, null, 100), models);
    }

    public static Features features(String task, @Nullable String domain, long inputTokens) {
        return new Features(
                task,
                domain,
                "low",
                new Features.Size(inputTokens, 200, null),
                new Features.Form(1, false, false, "text", false),
                new Features.Caller("acme", "paid", null),
                Map.of());
    }

    /**
     * Serves one request.
     *
     * @param models what each says, by catalog id
     * @return the decision's id
     */
    public String serve(Arm arm, String routing, Features features, Function<String, Says> models) {
        return serve(arm, routing, features, new Decision.Asked(null, false, null, null), models);
    }

    public String serve(
            Arm arm, String routing, Features features, Decision.Asked asked, Function<String, Says> models) {
        String id = nextId();
        Decision decision = Decision.of(arm, new Decision.Inputs(1, requests, features, asked));
        Plan plan = decision.plan();
        Climb climb = decision.climb(plan);
        List<DecisionRecord.Step> steps = new ArrayList<>();
        Observation seen = new Observation(0, Set.of());
        Move move = climb.next(seen);
        while (move instanceof Move.Calling ask) {
            List<DecisionRecord.Attempt> attempts = ask.calls().stream()
                    .map(call -> attempt(ask, call, models.apply(call.target().id())))
                    .toList();
            climb = climb.after(
                    ask, attempts.stream().map(DecisionRecord.Attempt::result).toList());
            steps.add(new DecisionRecord.Step(seen, ask, DecisionRecord.Attempt.with(attempts, climb)));
            seen = new Observation(steps.size() * 200L, Set.of());
            move = climb.next(seen);
        }
        write(new DecisionRecord(
                header(id, routing),
                decision,
                DecisionRecord.CacheUse.BYPASS,
                plan,
                steps,
                new DecisionRecord.End.Walked(seen, move),
                Ledger.lines(climb.results(), move),
                Ledger.referenceMicros(decision, climb.results(), move),
                new DecisionRecord.Timing(500_000, 490_000)));
        return id;
    }

    /** Serves an earlier decision's answer. */
    public String hit(CompiledPolicy policy, String task, String origin, boolean similar) {
        String id = nextId();
        Decision decision = Decision.of(
                arm(Arm.BASELINE, policy),
                new Decision.Inputs(1, 1, features(task, null, 100), new Decision.Asked(null, false, null, null)));
        write(new DecisionRecord(
                header(id, "routing"),
                decision,
                new DecisionRecord.CacheUse(similar ? "semantic" : "exact", "key", origin, World.CHEAP, "small"),
                null,
                List.of(),
                new DecisionRecord.End.Hit(),
                List.of(),
                700,
                new DecisionRecord.Timing(500, 0)));
        return id;
    }

    private String nextId() {
        requests++;
        return "agent-1.%08d".formatted(requests);
    }

    private static DecisionRecord.Attempt attempt(Move.Calling move, Move.Call call, Says says) {
        boolean answered = says.ending() == Ending.ANSWERED;
        return new DecisionRecord.Attempt(
                switch (move) {
                    case Move.Ask ask -> answer(call, says);
                    case Move.Judge judge ->
                        AttemptResult.judgement(
                                call.number(),
                                call.target(),
                                says.ending(),
                                usage(answered),
                                0,
                                new Opinion(judge.attempt(), answered ? says.grade() : null));
                },
                answered ? "" : "as it happens",
                "",
                answered ? 300_000 : 0,
                300_000);
    }

    private static AttemptResult answer(Move.Call call, Says says) {
        boolean answered = says.ending() == Ending.ANSWERED;
        CanonicalAnswer answer = new CanonicalAnswer(AnswerKind.NUMBER, says.number());
        return new AttemptResult(
                call.number(),
                call.target(),
                says.ending(),
                usage(answered),
                answered
                        ? List.of(
                                says.rejected()
                                        ? CheckResult.failed("schema", "is none")
                                        : CheckResult.passed("schema"))
                        : List.of(),
                answered ? answer.digest() : null,
                answered ? AnswerTraits.of("It is " + says.number(), Optional.of(answer), says.logprob()) : null,
                false,
                0);
    }

    private static TokenUsage usage(boolean answered) {
        return answered ? TokenUsage.of(100, 40) : TokenUsage.NONE;
    }

    private static DecisionRecord.Header header(String id, String routing) {
        return new DecisionRecord.Header(
                id,
                1_763_848_800_000L,
                "agent-1",
                "0.1.0",
                "http",
                "world",
                new DecisionRecord.Content(
                        7, Digest.of(routing.getBytes(StandardCharsets.UTF_8)).toString()),
                null,
                "key-1",
                "acme");
    }

    private void write(DecisionRecord record) {
        lines.add(new String(RecordWriter.toJson(record), StandardCharsets.UTF_8));
    }

    /** Feedback of the tenant that was answered, as an agent writes it down. */
    public void feedback(String decision, double score, String source, String author, long timeMillis) {
        lines.add(
                "{\"v\":1,\"decision\":\"%s\",\"score\":%s,\"source\":\"%s\",\"time_ms\":%d,\"author\":\"%s\",\"tenant\":\"acme\"}"
                        .formatted(decision, score, source, timeMillis, author));
    }

    /** Feedback of an author, whose members are given as JSON. */
    void feedbackOf(String author, String decision, double score) {
        lines.add("{\"v\":1,\"decision\":\"%s\",\"score\":%s,\"source\":\"user\",\"time_ms\":1,%s}"
                .formatted(decision, score, author));
    }

    public void feedback(String decision, boolean right) {
        feedback(decision, right ? 1 : 0, "reviewer", "key-1", 1);
    }

    /** The lines so far. */
    public Path write(Path folder) throws IOException {
        return Files.writeString(folder.resolve("records-20261130-1.jsonl"), String.join("\n", lines) + "\n");
    }

    public TrafficLog log(Path folder) throws IOException {
        return LogReader.read(List.of(write(folder)));
    }
}
