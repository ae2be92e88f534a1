package io.tiergate.laboratory.evaluate;

import io.tiergate.laboratory.recorded.Case;
import io.tiergate.policy.arm.Arm;
import io.tiergate.policy.compile.CompiledPolicy;
import io.tiergate.policy.compile.Target;
import io.tiergate.policy.plan.AttemptResult;
import io.tiergate.policy.plan.Climb;
import io.tiergate.policy.plan.Decision;
import io.tiergate.policy.plan.Ending;
import io.tiergate.policy.plan.Move;
import io.tiergate.policy.plan.Observation;
import io.tiergate.policy.plan.Plan;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;

/** Serves a recorded prompt as an agent would, every provider answering as recorded. */
final class Trial {
    private static final Decision.Asked NO_DEMANDS = new Decision.Asked(null, false, null, null);
    private static final Observation ALL_WELL = new Observation(0, Set.of());

    private Trial() {}

    /**
     * What came of a request.
     *
     * @param asked catalog ids in the order of asking
     * @param served catalog id of the model whose answer was served; empty: none was
     * @param score of the served answer; 0 where none was
     * @param micros micro-dollars of all calls
     * @param escalated whether an answer was not accepted and another model asked
     */
    record Outcome(List<String> asked, String served, double score, long micros, boolean escalated) {
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
        Move move = climb.next(ALL_WELL);
        while (move instanceof Move.Ask ask) {
            List<AttemptResult> results = new ArrayList<>();
            ask.calls().forEach(call -> results.add(answer(one, call)));
            climb = climb.after(ask, results);
            move = climb.next(ALL_WELL);
        }
        return outcome(one, climb, move);
    }

    private static Outcome outcome(Case one, Climb climb, Move end) {
        List<String> asked = climb.results().stream()
                .map(AttemptResult::target)
                .map(Target::id)
                .toList();
        long micros =
                asked.stream().mapToLong(model -> one.answer(model).micros()).sum();
        String served = end instanceof Move.Serve serve ? asked.get(serve.attempt() - 1) : "";
        double score = served.isEmpty() ? 0 : one.answer(served).score();
        return new Outcome(asked, served, score, micros, climb.escalations(end) > 0);
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
