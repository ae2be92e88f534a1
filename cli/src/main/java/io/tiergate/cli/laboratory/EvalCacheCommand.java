package io.tiergate.cli.laboratory;

import io.tiergate.cli.session.Session;
import io.tiergate.policy.compile.CompiledPolicy;
import io.tiergate.policy.similarity.SemanticSettings;
import io.tiergate.policy.similarity.Subject;
import java.io.IOException;
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
    private VerifierEvaluation evaluation = new VerifierEvaluation();

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
        evaluation.run(session, Subject.QUESTIONS, maxWrongHits, EvalCacheCommand::own, "cache.semantic");
        return 0;
    }

    private static VerifierEvaluation.@Nullable Standing own(CompiledPolicy policy) {
        SemanticSettings semantic = policy.settings().cache().semantic();
        return semantic == null
                ? null
                : new VerifierEvaluation.Standing(semantic.verifier(), semantic.threshold(), semantic.model());
    }
}
