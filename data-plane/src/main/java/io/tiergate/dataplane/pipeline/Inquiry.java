package io.tiergate.dataplane.pipeline;

import io.tiergate.dataplane.analyze.Analyst;
import io.tiergate.dataplane.analyze.Finding;
import io.tiergate.dataplane.analyze.Question;
import io.tiergate.dataplane.cache.CacheIdentity;
import io.tiergate.dataplane.cache.CacheScope;
import io.tiergate.dataplane.cache.SemanticQuestion;
import io.tiergate.dataplane.cache.vector.QuantizedVector;
import io.tiergate.dataplane.model.Analysis;
import io.tiergate.dataplane.model.ChatRequest;
import io.tiergate.policy.compile.Predictions;
import io.tiergate.policy.plan.Decision;
import io.tiergate.policy.predict.Predicted;
import io.tiergate.policy.similarity.PersonalData;
import io.tiergate.policy.similarity.SemanticSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks the classifier, once, what a policy wants to know of a request: what its caller left open, which changes the decision, and how its text
 * is embedded, so that similar questions can be found.
 */
final class Inquiry {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Analyst analyst;

    Inquiry(Analyst analyst) {
        this.analyst = analyst;
    }

    /**
     * What is known afterwards.
     *
     * @param decision with what was predicted
     * @param question as the semantic cache is asked it; null: it is not
     * @param unasked why the semantic cache is not asked, though the policy wants it; empty: it is, or the policy does not
     */
    record Learned(Decision decision, @Nullable SemanticQuestion question, String unasked) {
        private static Learned nothing(Decision decision) {
            return new Learned(decision, null, "");
        }
    }

    /** Whether something is left open that the policy wants to know. */
    static boolean isOpen(Decision decision) {
        return !heads(decision).isEmpty();
    }

    private static Set<String> heads(Decision decision) {
        Predictions wanted = decision.arm().policy().settings().predictions();
        return wanted == null || decision.inputs().asked().pin() != null
                ? Set.of()
                : wanted.heads(decision.inputs().open());
    }

    /**
     * Asks. Blocks.
     *
     * @param similar whether similar questions are looked for, if the policy wants that
     * @param elapsedMillis since the request came
     */
    Learned ask(Decision declared, ChatRequest request, boolean similar, long elapsedMillis) {
        Set<String> heads = heads(declared);
        SemanticSettings semantic =
                similar ? declared.arm().policy().settings().cache().semantic() : null;
        if (heads.isEmpty() && semantic == null) {
            return Learned.nothing(declared);
        }
        String text = request.lastUserText();
        String unasked = semantic == null ? "" : obstacle(request, text);
        boolean embedding = semantic != null && unasked.isEmpty();
        if (heads.isEmpty() && !embedding) {
            return new Learned(declared, null, unasked);
        }
        long left = Math.max(1, (declared.budget().deadlineMillis() - elapsedMillis) / 2);
        Finding finding = text.isEmpty()
                ? new Finding.Unknown(Finding.Reason.NOT_THERE, "the last turn of the user has no text")
                : analyst.analyze(question(declared, text, heads, embedding, left * NANOS_PER_MILLI));
        Decision decision = heads.isEmpty() ? declared : declared.with(predicted(finding, heads));
        return embedding ? compared(decision, request, text, finding) : new Learned(decision, null, unasked);
    }

    /** Why a request has no similar ones; empty: it may have. */
    private static String obstacle(ChatRequest request, String text) {
        if (request.view().images() || request.view().otherContent()) {
            return "the request is not text alone";
        }
        if (text.isBlank()) {
            return "the last turn of the user has no text";
        }
        return PersonalData.isIn(text) ? "the text names a person's address or number" : "";
    }

    private static Question question(
            Decision declared, String text, Set<String> heads, boolean embedding, long withinNanos) {
        Predictions wanted = declared.arm().policy().settings().predictions();
        SemanticSettings semantic = declared.arm().policy().settings().cache().semantic();
        String model = "";
        if (wanted != null && !heads.isEmpty()) {
            model = wanted.model();
        } else if (semantic != null) {
            model = semantic.model();
        }
        return new Question(
                text,
                model,
                heads,
                embedding,
                withinNanos,
                declared.arm().policy().settings().mostMicros());
    }

    private static Learned compared(Decision decision, ChatRequest request, String text, Finding finding) {
        SemanticSettings semantic = decision.arm().policy().settings().cache().semantic();
        if (semantic == null || decision.constraints().noCache()) {
            return Learned.nothing(decision);
        }
        return switch (finding) {
            case Finding.Unknown unknown -> new Learned(decision, null, unknown.detail());
            case Finding.Known known -> {
                Analysis analysis = known.analysis();
                QuantizedVector vector = QuantizedVector.of(analysis.embedding());
                if (!analysis.model().equals(semantic.model())) {
                    yield new Learned(decision, null, "the classifier node embeds with another model");
                }
                if (!analysis.whole()) {
                    yield new Learned(decision, null, "the text is longer than the model reads");
                }
                if (vector == null) {
                    yield new Learned(decision, null, "the text has no embedding");
                }
                CacheScope scope = CacheScope.similar(decision, semantic.model());
                yield new Learned(decision, new SemanticQuestion(CacheIdentity.of(scope, request), text, vector), "");
            }
        };
    }

    private static Predicted predicted(Finding finding, Set<String> heads) {
        return switch (finding) {
            case Finding.Known known -> predicted(known.analysis(), heads);
            case Finding.Unknown unknown -> Predicted.nothing(unknown.detail());
        };
    }

    private static Predicted predicted(Analysis analysis, Set<String> heads) {
        Map<String, Map<String, Integer>> scores = new LinkedHashMap<>();
        for (String head : heads) {
            Analysis.Scores given = analysis.heads().get(head);
            if (given != null) {
                scores.put(head, millionths(given));
            }
        }
        return new Predicted(analysis.model(), analysis.unseen(), scores, "");
    }

    private static Map<String, Integer> millionths(Analysis.Scores given) {
        Map<String, Integer> labels = new LinkedHashMap<>();
        List<Float> probabilities = given.probabilities();
        for (int i = 0; i < probabilities.size(); i++) {
            int score = Predicted.millionths(probabilities.get(i));
            if (score >= Predicted.LEAST) {
                labels.put(given.labels().get(i), score);
            }
        }
        return labels;
    }
}
