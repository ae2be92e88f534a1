package io.tiergate.cli.laboratory;

import io.tiergate.cli.document.PolicyFiles;
import io.tiergate.cli.session.Session;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.laboratory.similarity.VerifierReport;
import io.tiergate.laboratory.similarity.VerifierTrainer;
import io.tiergate.laboratory.similarity.VerifierTrial;
import io.tiergate.policy.compile.CompiledPolicy;
import io.tiergate.policy.similarity.Subject;
import io.tiergate.policy.similarity.Verifier;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code eval cache} and {@code eval answers} have in common: a verifier, learned or a policy's own, is judged by pairs. */
final class VerifierEvaluation {
    @Mixin
    private Pairs pairs = new Pairs();

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

    /**
     * A policy's verifier.
     *
     * @param model {@code sha256:HEX} of the model set it was fitted on
     */
    record Standing(Verifier verifier, double threshold, String model) {}

    /**
     * Learns and judges.
     *
     * @param own the policy's verifier; gives null where it has none
     * @param member that it stands in
     * @throws Failure saying what to do
     */
    void run(
            Session session,
            Subject subject,
            double maxWrong,
            Function<CompiledPolicy, @Nullable Standing> own,
            String member)
            throws IOException {
        VerifierReport.Settings settings = pairs.settings(subject, maxWrong);
        if (policy != null) {
            judge(session, subject, settings, standing(session, policy, own, member));
            return;
        }
        Pairs.Compared compared = pairs.compare(session, subject, "");
        VerifierReport report = VerifierTrainer.train(compared.pairs(), settings);
        session.show(
                VerifierText.json(report, pairs.from(), compared.model()),
                () -> VerifierText.render(session.terminal(), report));
    }

    private Standing standing(
            Session session, Path file, Function<CompiledPolicy, @Nullable Standing> own, String member)
            throws IOException {
        Standing standing = own.apply(PolicyFiles.read(session, file, PolicyFiles.catalog(session, file, catalog))
                .untrained());
        if (standing == null) {
            throw Failure.usage(file + " has no " + member, "run `tiergate calibrate` on it, or leave out --policy");
        }
        return standing;
    }

    private void judge(Session session, Subject subject, VerifierReport.Settings settings, Standing standing)
            throws IOException {
        VerifierTrial trial = VerifierTrial.of(
                pairs.compare(session, subject, standing.model()).pairs(), standing.verifier(), standing.threshold());
        double confidence = settings.confidence();
        session.show(
                VerifierText.json(trial, pairs.from(), standing.model(), confidence),
                () -> VerifierText.render(session.terminal(), subject, trial, confidence));
    }
}
