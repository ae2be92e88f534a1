package io.tiergate.dataplane.pipeline;

import io.tiergate.dataplane.analyze.Analyst;
import io.tiergate.dataplane.analyze.Finding;
import io.tiergate.dataplane.analyze.Question;
import io.tiergate.dataplane.model.Analysis;
import io.tiergate.dataplane.model.ChatRequest;
import io.tiergate.policy.compile.Predictions;
import io.tiergate.policy.plan.Decision;
import io.tiergate.policy.predict.Predicted;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks what a request is where its caller left that open and its policy wants to know: decides again on what is said. */
final class Inquiry {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Analyst analyst;

    Inquiry(Analyst analyst) {
        this.analyst = analyst;
    }

    /** Whether there is something to ask. */
    static boolean isNeeded(Decision decision) {
        return !heads(decision).isEmpty();
    }

    private static Set<String> heads(Decision decision) {
        Predictions wanted = decision.arm().policy().settings().predictions();
        return wanted == null || decision.inputs().asked().pin() != null
                ? Set.of()
                : wanted.heads(decision.inputs().open());
    }

    /**
     * The decision with what was predicted; where nothing could be, with why. Blocks.
     *
     * @param elapsedMillis since the request came
     */
    Decision decide(Decision decision, ChatRequest request, long elapsedMillis) {
        Predictions wanted = decision.arm().policy().settings().predictions();
        Set<String> heads = heads(decision);
        if (wanted == null || heads.isEmpty()) {
            return decision;
        }
        long left = Math.max(1, (decision.budget().deadlineMillis() - elapsedMillis) / 2);
        String text = lastWords(request);
        Finding finding = text.isEmpty()
                ? new Finding.Unknown(Finding.Reason.NOT_THERE, "the last turn of the user has no text")
                : analyst.analyze(
                        new Question(text, wanted.model(), heads, false, left * NANOS_PER_MILLI, wanted.mostMicros()));
        return decision.with(
                switch (finding) {
                    case Finding.Known known -> predicted(known.analysis(), heads);
                    case Finding.Unknown unknown -> Predicted.nothing(unknown.detail());
                });
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

    /** The text of the last turn of the user; empty: there is none. */
    static String lastWords(ChatRequest request) {
        for (ChatRequest.Turn turn : request.turns().reversed()) {
            if (turn.role().equals("user")) {
                return text(request.text(turn.span()));
            }
        }
        return "";
    }

    private static String text(String turn) {
        try {
            JsonNode content = MAPPER.readTree(turn).path("content");
            if (content.isString()) {
                return content.stringValue();
            }
            StringBuilder text = new StringBuilder();
            content.forEach(part -> text.append(part.path("text").asString("")));
            return text.toString();
        } catch (JacksonException e) {
            return ""; // the gateway has read it before: cannot be
        }
    }
}
