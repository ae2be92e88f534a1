package io.tiergate.cli.laboratory;

import io.tiergate.cli.session.Session;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tiergate calibrate cache}. */
@Command(
        name = "cache",
        description =
                "Learns from labelled pairs which questions are the same, chooses from which probability on a hit may be served, and shows the policy's changed lines as a diff to review.")
final class CalibrateCacheCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private VerifierCalibration calibration = new VerifierCalibration();

    @Option(
            names = "--max-wrong-hits",
            paramLabel = "SHARE",
            description = "Share of served hits that may be wrong. Without it: the policy's.")
    private @Nullable Double maxWrongHits;

    CalibrateCacheCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        calibration.run(session, VerifierCalibration.Target.CACHE, maxWrongHits);
        return 0;
    }
}
