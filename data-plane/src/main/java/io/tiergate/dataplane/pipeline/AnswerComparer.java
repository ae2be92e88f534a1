package io.tiergate.dataplane.pipeline;

import io.tiergate.dataplane.analyze.Analyst;
import io.tiergate.dataplane.analyze.Finding;
import io.tiergate.dataplane.analyze.Question;
import io.tiergate.dataplane.call.Walker.Resemblance;
import io.tiergate.dataplane.model.Analysis;
import io.tiergate.dataplane.model.Answer;
import io.tiergate.dataplane.model.Trail;
import io.tiergate.policy.answer.Answers;
import io.tiergate.policy.plan.Decision;
import io.tiergate.policy.plan.Likeness;
import io.tiergate.policy.similarity.TextEquality;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Says how likely free-text answers to one request say the same: has the classifier embed each once, and asks the policy's verifier. Where the classifier
 * says nothing, answers are not compared, and equal only where they are the same text. Confined to its request.
 */
final class AnswerComparer {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Analyst analyst;
    private final Trail trail;
    /** By text; null: the model reads a part of it. */
    private final Map<String, float @Nullable []> embeddings = new HashMap<>();
    /** Why no more texts are embedded for this request; empty: they are. */
    private String failure = "";

    AnswerComparer(Analyst analyst, Trail trail) {
        this.analyst = analyst;
        this.trail = trail;
    }

    /**
     * Compares an answer with earlier ones. Blocks.
     *
     * @param earlier by attempt
     */
    Resemblance compare(Decision decision, Answer answer, Map<Integer, Answer> earlier) {
        TextEquality equality = decision.task().answer().equality();
        List<Likeness> alike = new ArrayList<>();
        String unasked = "";
        if (equality == null) {
            return new Resemblance(alike, unasked);
        }
        for (Map.Entry<Integer, Answer> other : new TreeMap<>(earlier).entrySet()) {
            Optional<String> one = text(decision, answer);
            Optional<String> two = text(decision, other.getValue());
            if (one.isEmpty() || two.isEmpty()) {
                continue;
            }
            OptionalInt ppm = equality.ppm(two.get(), one.get(), text -> embedding(decision, equality, text));
            if (ppm.isPresent()) {
                alike.add(new Likeness(other.getKey(), ppm.getAsInt()));
            } else {
                unasked = failure.isEmpty() ? "an answer is longer than the model reads" : failure;
            }
        }
        return new Resemblance(alike, unasked);
    }

    private static Optional<String> text(Decision decision, Answer answer) {
        return Answers.freeText(decision.task().answer(), answer.text());
    }

    private float @Nullable [] embedding(Decision decision, TextEquality equality, String text) {
        if (embeddings.containsKey(text) || !failure.isEmpty()) {
            return embeddings.get(text);
        }
        long left = decision.budget().deadlineMillis() - trail.elapsedMillis(System.nanoTime());
        Finding finding = analyst.analyze(new Question(
                text,
                equality.model(),
                Set.of(),
                true,
                Math.max(1, left / 2) * NANOS_PER_MILLI,
                decision.arm().policy().settings().mostMicros()));
        return switch (finding) {
            case Finding.Unknown unknown -> {
                failure = unknown.detail();
                yield null;
            }
            case Finding.Known known -> kept(text, equality, known.analysis());
        };
    }

    private float @Nullable [] kept(String text, TextEquality equality, Analysis analysis) {
        if (!analysis.model().equals(equality.model())) {
            failure = "the classifier node embeds with another model";
            return null;
        }
        float[] embedding = analysis.whole() ? analysis.embedding() : null;
        embeddings.put(text, embedding);
        return embedding;
    }
}
