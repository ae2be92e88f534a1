package io.tiergate.cli.laboratory;

import io.tiergate.cli.session.Session;
import io.tiergate.policy.compile.CompiledPolicy;
import io.tiergate.policy.similarity.Subject;
import io.tiergate.policy.similarity.TextEquality;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tiergate eval answers}. */
@Command(
        name = "answers",
        description =
                "Learns from labelled pairs which free-text answers say the same, and says how many that count as equal would not: by threshold, without each guard, by the same text, by cosine alone.")
final class EvalAnswersCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private VerifierEvaluation evaluation = new VerifierEvaluation();

    @Option(
            names = "--max-wrong",
            paramLabel = "SHARE",
            description = "Share of the pairs that count as equal that may not say the same. Without it: 0.05.")
    private double maxWrong = 0.05;

    EvalAnswersCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        evaluation.run(session, Subject.ANSWERS, maxWrong, EvalAnswersCommand::own, "text_equality");
        return 0;
    }

    private static VerifierEvaluation.@Nullable Standing own(CompiledPolicy policy) {
        TextEquality equality = policy.settings().equality();
        return equality == null
                ? null
                : new VerifierEvaluation.Standing(equality.verifier(), equality.threshold(), equality.model());
    }
}
