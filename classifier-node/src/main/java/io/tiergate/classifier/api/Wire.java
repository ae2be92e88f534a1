package io.tiergate.classifier.api;

import io.tiergate.classifier.model.Analysis;
import io.tiergate.classifier.model.ModelSet;
import io.tiergate.classifier.run.Generation;
import io.tiergate.classifier.run.Outcome;
import io.tiergate.classifier.run.Shelf;
import io.tiergate.v1.AnalyzeReply;
import io.tiergate.v1.ListModelsReply;
import io.tiergate.v1.LoadedModel;
import io.tiergate.v1.Scores;
import io.tiergate.v1.TextAnalysis;

/** Puts what the node knows into messages. */
final class Wire {
    private Wire() {}

    static AnalyzeReply reply(Outcome.Analyzed analyzed, boolean embedding) {
        AnalyzeReply.Builder reply =
                AnalyzeReply.newBuilder().setModel(analyzed.model()).setMicrosPerToken(analyzed.microsPerToken());
        for (Analysis analysis : analyzed.analyses()) {
            reply.addAnalyses(text(analysis, embedding));
        }
        return reply.build();
    }

    private static TextAnalysis.Builder text(Analysis analysis, boolean embedding) {
        TextAnalysis.Builder text = TextAnalysis.newBuilder()
                .setTokens(analysis.tokens())
                .setTokensCut(analysis.tokensCut())
                .setUnseen(analysis.unseen());
        Double distance = analysis.distance();
        if (distance != null) {
            text.setDistance(distance);
        }
        for (int i = 0; embedding && i < analysis.width(); i++) {
            text.addEmbedding(analysis.embedding(i));
        }
        analysis.heads().forEach((head, scores) -> text.putHeads(head, scores(scores)));
        return text;
    }

    private static Scores scores(io.tiergate.classifier.model.Scores scores) {
        Scores.Builder wire = Scores.newBuilder().addAllLabels(scores.labels());
        for (int i = 0; i < scores.labels().size(); i++) {
            wire.addProbabilities(scores.probability(i));
        }
        return wire.build();
    }

    static ListModelsReply models(Shelf shelf) {
        ListModelsReply.Builder reply = ListModelsReply.newBuilder();
        for (Generation generation : shelf.generations()) {
            ModelSet set = generation.set();
            reply.addModels(LoadedModel.newBuilder()
                    .setDigest(set.digest())
                    .setName(set.name())
                    .setEmbeddingWidth(set.embeddingWidth())
                    .addAllHeads(set.heads())
                    .setWindowTokens(set.window())
                    .setIsDefault(shelf.isDefault(generation))
                    .setMicrosPerToken(generation.cost().microsPerToken())
                    .setDevice(set.device().toString()));
        }
        return reply.addAllProblems(shelf.problems().values()).build();
    }
}
