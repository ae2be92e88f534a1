package io.tiergate.laboratory.evaluate;

import io.tiergate.laboratory.recorded.Case;
import io.tiergate.policy.arm.Arm;
import io.tiergate.policy.compile.CompiledPolicy;
import io.tiergate.policy.cost.TokenUsage;
import io.tiergate.policy.gate.JudgeForm;
import io.tiergate.policy.plan.AttemptResult;
import io.tiergate.policy.plan.Climb;
import io.tiergate.policy.plan.Decision;
import io.tiergate.policy.plan.Ending;
import io.tiergate.policy.plan.Likeness;
import io.tiergate.policy.plan.Move;
import io.tiergate.policy.plan.Observation;
import io.tiergate.policy.plan.Opinion;
import io.tiergate.policy.plan.Plan;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** Serves a recorded prompt as an agent would, every provider answering as recorded. */
final class Trial {
    private static final Decision.Asked NO_DEMANDS = new Decision.Asked(null, false, null, null);

    /** {@code {"grade": 90}}. */
    private static final long REPORT_TOKENS = 8;

    private Trial() {}

    /**
     * What came of a request.
     *
     * @param asked catalog ids in the order of asking
     * @param served catalog id of the model whose answer was served; empty: none was
     * @param score of the served answer; 0 where none was
     * @param micros micro-dollars of all calls
     * @param escalated whether an answer was not accepted and another model asked
     * @param latencyMillis until the last answer that was waited for; null: not known of all of them
     */
    record Outcome(
            List<String> asked,
            String served,
            double score,
            long micros,
            boolean escalated,
            @Nullable Long latencyMillis) {
        Outcome {
            asked = List.copyOf(asked);
        }
    }

    static Outcome run(CompiledPolicy policy, Case one) {
        Decision decision = Decision.of(
                new Arm(Arm.BASELINE, policy, 0, 0, 10_000),
                new Decision.Inputs(0, draw(one.id()), one.features(), NO_DEMANDS));
        Plan plan = decision.plan();
        Climb climb = decision.climb(plan);
        long elapsed = 0;
        boolean timed = true;
        Move move = climb.next(at(elapsed));
        while (move instanceof Move.Calling calling) {
            List<AttemptResult> results = new ArrayList<>();
            switch (calling) {
                case Move.Ask ask -> {
                    results.addAll(answers(one, climb, ask));
                    Long slowest = slowest(one, ask);
                    timed &= slowest != null;
                    elapsed += slowest == null ? 0 : slowest;
                }
                case Move.Judge report -> {
                    results.add(report(one, report));
                    timed = false;
                }
            }
            climb = climb.after(calling, results);
            move = climb.next(at(elapsed));
        }
        return outcome(one, climb, move, timed ? elapsed : null);
    }

    private static Observation at(long elapsedMillis) {
        return new Observation(elapsedMillis, Set.of());
    }

    /** Answers that are asked for at once are waited for together; null: how long is not known. */
    private static @Nullable Long slowest(Case one, Move.Ask ask) {
        long slowest = 0;
        for (Move.Call call : ask.calls()) {
            Long latency = one.answer(call.target().id()).latencyMillis();
            if (latency == null) {
                return null;
            }
            slowest = Math.max(slowest, latency);
        }
        return slowest;
    }

    private static Outcome outcome(Case one, Climb climb, Move end, @Nullable Long latencyMillis) {
        List<String> asked = climb.results().stream()
                .filter(AttemptResult::isAnswer)
                .map(result -> result.target().id())
                .toList();
        long micros = climb.results().stream()
                .mapToLong(result -> result.target().model().price().micros(result.usage()))
                .sum();
        String served = end instanceof Move.Serve serve
                ? climb.results().get(serve.attempt() - 1).target().id()
                : "";
        double score = served.isEmpty() ? 0 : one.answer(served).score();
        return new Outcome(asked, served, score, micros, climb.escalations(end) > 0, latencyMillis);
    }

    /** Variants have no judges: who is asked is the model itself. What its call costs is not in the set, and estimated. */
    private static AttemptResult report(Case one, Move.Judge report) {
        Case.Given given = one.answer(report.call().target().id());
        long prompt = one.features().size().inputTokens() + given.usage().totalOutput() + JudgeForm.OWN_TOKENS;
        return AttemptResult.judgement(
                report.call().number(),
                report.call().target(),
                Ending.ANSWERED,
                TokenUsage.of(prompt, REPORT_TOKENS),
                0,
                new Opinion(report.attempt(), given.selfReport()));
    }

    /** Each held beside those before it, of this step and of earlier ones, where that matters. */
    private static List<AttemptResult> answers(Case one, Climb climb, Move.Ask ask) {
        List<AttemptResult> earlier = new ArrayList<>(climb.results());
        List<AttemptResult> results = new ArrayList<>();
        for (Move.Call call : ask.calls()) {
            AttemptResult answer = answer(one, call);
            AttemptResult result = climb.compares(ask) ? answer.beside(alike(one, earlier, answer)) : answer;
            results.add(result);
            earlier.add(result);
        }
        return results;
    }

    private static List<Likeness> alike(Case one, List<AttemptResult> earlier, AttemptResult answer) {
        List<Likeness> alike = new ArrayList<>();
        for (AttemptResult other : earlier) {
            if (other.isAnswer()) {
                one.likeness(other.target().id(), answer.target().id())
                        .ifPresent(ppm -> alike.add(new Likeness(other.number(), ppm)));
            }
        }
        return alike;
    }

    private static AttemptResult answer(Case one, Move.Call call) {
        Case.Given given = one.answer(call.target().id());
        return new AttemptResult(
                call.number(),
                call.target(),
                Ending.ANSWERED,
                given.usage(),
                given.checks(),
                given.canonical(),
                given.traits(),
                false,
                0);
    }

    /** The same for the same prompt. */
    private static long draw(String id) {
        CRC32 crc = new CRC32();
        crc.update(id.getBytes(StandardCharsets.UTF_8));
        return crc.getValue();
    }
}
