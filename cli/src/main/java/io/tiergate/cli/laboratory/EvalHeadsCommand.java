package io.tiergate.cli.laboratory;

import io.tiergate.cli.session.Session;
import io.tiergate.laboratory.heads.EmbeddedPrompts;
import io.tiergate.laboratory.heads.HeadTrainer;
import io.tiergate.laboratory.heads.TrainedHead;
import io.tiergate.laboratory.text.UnusableSetException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tiergate eval heads}. */
@Command(
        name = "heads",
        description =
                "Learns heads from labelled prompts and says what they are worth on others: accuracy, calibration, how well unseen texts are told apart.")
final class EvalHeadsCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private Embedding embedding = new Embedding();

    @Option(
            names = "--model",
            paramLabel = "DIGEST",
            description = "The model to embed with. Without it: the node's default.")
    private String model = "";

    EvalHeadsCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        List<TrainedHead> heads = learn(session, embedding, embedding.embed(session, model, List.of()));
        session.show(HeadsText.json(heads), () -> HeadsText.render(session.terminal(), heads));
        return 0;
    }

    /** Every head that the prompts have labels of. */
    static List<TrainedHead> learn(Session session, Embedding embedding, EmbeddedPrompts prompts) {
        List<TrainedHead> heads = new ArrayList<>();
        for (String head : prompts.heads()) {
            session.terminal().note("learning the head `" + head + "`");
            try {
                heads.add(HeadTrainer.train(prompts, head, embedding.seed()));
            } catch (UnusableSetException e) {
                throw embedding.unusable(e);
            }
        }
        return heads;
    }
}
