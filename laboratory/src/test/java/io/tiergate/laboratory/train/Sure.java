package io.tiergate.laboratory.train;

import io.tiergate.laboratory.World;
import io.tiergate.laboratory.recorded.Case;
import io.tiergate.policy.answer.AnswerTraits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleBiFunction;

/** A world in which the cheap model says how sure it is. */
final class Sure {
    private Sure() {}

    /** Cases in which the cheap model says how sure it is, and is right with a probability that follows from that and the task. */
    static List<Case> cases(int count, ToDoubleBiFunction<String, Double> right) {
        Random random = new Random(7);
        List<Case> cases = new ArrayList<>();
        for (Case one : World.cases(World.prompts(count, 3))) {
            double sure = 0.2 + 0.79 * random.nextDouble();
            boolean isRight =
                    random.nextDouble() < right.applyAsDouble(one.features().task(), sure);
            Map<String, Case.Given> answers = new HashMap<>(one.answers());
            answers.put(World.CHEAP, given(one.answer(World.CHEAP), isRight ? 1 : 0, logprob(sure)));
            cases.add(new Case(one.id(), one.task(), one.features(), answers));
        }
        return cases;
    }

    private static Case.Given given(Case.Given from, double score, int logprob) {
        return new Case.Given(
                score,
                from.usage(),
                from.micros(),
                from.checks(),
                from.canonical(),
                new AnswerTraits(from.traits().chars(), from.traits().form(), logprob),
                from.latencyMillis(),
                (int) Math.round(100 * Math.exp(logprob / 1e6)),
                null);
    }

    /** In millionths. */
    static int logprob(double probability) {
        return (int) Math.round(1e6 * Math.log(probability));
    }
}
