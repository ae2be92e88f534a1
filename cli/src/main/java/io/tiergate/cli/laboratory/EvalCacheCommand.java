package io.tiergate.cli.laboratory;

import io.tiergate.cli.session.Session;
import io.tiergate.laboratory.similarity.VerifierReport;
import io.tiergate.laboratory.similarity.VerifierTrainer;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tiergate eval cache}. */
@Command(
        name = "cache",
        description =
                "Learns from labelled pairs which questions are the same, and says how many hits of the semantic cache would be wrong: by threshold, without each guard, by cosine alone.")
final class EvalCacheCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private Pairs pairs = new Pairs();

    @Option(
            names = "--max-wrong-hits",
            paramLabel = "SHARE",
            description = "Share of served hits that may be wrong. Without it: 0.05.")
    private double maxWrongHits = 0.05;

    EvalCacheCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        VerifierReport.Settings settings = pairs.settings(maxWrongHits);
        Pairs.Compared compared = pairs.compare(session, "");
        VerifierReport report = VerifierTrainer.train(compared.pairs(), settings);
        session.show(
                CacheText.json(report, pairs.from(), compared.model()),
                () -> CacheText.render(session.terminal(), report));
        return 0;
    }
}
