package io.tiergate.dataplane.analyze;

import io.tiergate.dataplane.model.Analysis;
import io.tiergate.v1.AnalyzeReply;
import io.tiergate.v1.Scores;
import io.tiergate.v1.TextAnalysis;
import java.util.HashMap;
import java.util.Map;

/** Reads a node's reply and believes nothing of it. */
final class AnswerReader {
    /** How far a head's probabilities may be from 1 in sum: they are single precision. */
    private static final double SUM_ERROR = 1e-3;

    private AnswerReader() {}

    /** A reply that is no answer to the question. */
    static final class WrongAnswerException extends RuntimeException {
        private static final long serialVersionUID = 1;

        WrongAnswerException(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * The analysis in the reply.
     *
     * @param sentWhole whether the whole text was sent
     * @throws WrongAnswerException if it is none
     */
    static Analysis read(AnalyzeReply reply, Question question, Facts facts, boolean sentWhole) {
        if (reply.getAnalysesCount() != 1) {
            throw wrong(reply.getAnalysesCount() + " analyses of one text");
        }
        if (!question.model().isEmpty() && !question.model().equals(reply.getModel())) {
            throw wrong("the model " + reply.getModel() + " in place of the one that the policy pins");
        }
        TextAnalysis text = reply.getAnalyses(0);
        if (text.hasDistance() && !Double.isFinite(text.getDistance())) {
            throw wrong("a distance that is not a number");
        }
        return new Analysis(
                reply.getModel(),
                question.embedding() ? embedding(text, reply.getModel(), facts) : new float[0],
                heads(text, question),
                text.hasDistance() ? text.getDistance() : null,
                text.getUnseen(),
                sentWhole && text.getTokensCut() == 0);
    }

    private static float[] embedding(TextAnalysis text, String model, Facts facts) {
        int width = text.getEmbeddingCount();
        if (width == 0) {
            throw wrong("no embedding");
        }
        if (!facts.fits(model, width)) {
            throw wrong("an embedding of " + width + " numbers, which is not the model's width");
        }
        float[] embedding = new float[width];
        for (int i = 0; i < width; i++) {
            embedding[i] = text.getEmbedding(i);
            if (!Float.isFinite(embedding[i])) {
                throw wrong("an embedding with what is not a number");
            }
        }
        return embedding;
    }

    private static Map<String, Analysis.Scores> heads(TextAnalysis text, Question question) {
        Map<String, Analysis.Scores> heads = new HashMap<>();
        text.getHeadsMap().forEach((head, scores) -> heads.put(head, scores(head, scores)));
        for (String head : question.heads()) {
            if (!heads.containsKey(head)) {
                throw wrong("no answer of the head " + head);
            }
        }
        return heads;
    }

    private static Analysis.Scores scores(String head, Scores scores) {
        double sum = 0;
        for (float probability : scores.getProbabilitiesList()) {
            if (!(probability >= 0 && probability <= 1)) {
                throw wrong("a probability of " + probability + " by the head " + head);
            }
            sum += probability;
        }
        if (Math.abs(sum - 1) > SUM_ERROR) {
            throw wrong("probabilities by the head " + head + " that sum to " + sum);
        }
        try {
            return new Analysis.Scores(scores.getLabelsList(), scores.getProbabilitiesList());
        } catch (IllegalArgumentException e) {
            throw wrong("of the head " + head + " " + e.getMessage());
        }
    }

    private static WrongAnswerException wrong(String what) {
        return new WrongAnswerException("the classifier node gave " + what);
    }
}
