package io.tiergate.cli.laboratory;

import io.tiergate.cli.document.PolicyFiles;
import io.tiergate.cli.session.Session;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.laboratory.similarity.VerifierReport;
import io.tiergate.laboratory.similarity.VerifierTrainer;
import io.tiergate.laboratory.similarity.VerifierTrial;
import io.tiergate.policy.similarity.SemanticSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            description =
                    "Judge the verifier that stands there, by pairs that it was not learned from. Without it: one is learned.")
    private @Nullable Path policy;

    @Option(
            names = "--catalog",
            paramLabel = "FILE",
            description = "With --policy. Without it: catalog.yaml beside the policy.")
    private @Nullable Path catalog;

    EvalCacheCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        VerifierReport.Settings settings = pairs.settings(maxWrongHits);
        if (policy != null) {
            judge(policy, settings);
            return 0;
        }
        Pairs.Compared compared = pairs.compare(session, "");
        VerifierReport report = VerifierTrainer.train(compared.pairs(), settings);
        session.show(
                CacheText.json(report, pairs.from(), compared.model()),
                () -> CacheText.render(session.terminal(), report));
        return 0;
    }

    private void judge(Path file, VerifierReport.Settings settings) throws IOException {
        SemanticSettings semantic = PolicyFiles.read(session, file, PolicyFiles.catalog(session, file, catalog))
                .untrained()
                .settings()
                .cache()
                .semantic();
        if (semantic == null) {
            throw Failure.usage(
                    file + " has no cache.semantic", "run `tiergate calibrate cache` on it, or leave out --policy");
        }
        VerifierTrial trial =
                VerifierTrial.of(pairs.compare(session, semantic.model()).pairs(), semantic);
        double confidence = settings.confidence();
        session.show(
                CacheText.json(trial, pairs.from(), semantic.model(), confidence),
                () -> CacheText.render(session.terminal(), trial, confidence));
    }
}
