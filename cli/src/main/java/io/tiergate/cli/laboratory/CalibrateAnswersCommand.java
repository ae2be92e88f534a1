package io.tiergate.cli.laboratory;

import io.tiergate.cli.session.Session;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tiergate calibrate answers}. */
@Command(
        name = "answers",
        description =
                "Learns from labelled pairs which free-text answers say the same, chooses from which probability on two count as equal, and shows the policy's changed lines as a diff to review.")
final class CalibrateAnswersCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private VerifierCalibration calibration = new VerifierCalibration();

    @Option(
            names = "--max-wrong",
            paramLabel = "SHARE",
            description = "Share of the pairs that count as equal that may not say the same. Without it: the policy's.")
    private @Nullable Double maxWrong;

    CalibrateAnswersCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        calibration.run(session, VerifierCalibration.Target.ANSWERS, maxWrong);
        return 0;
    }
}
