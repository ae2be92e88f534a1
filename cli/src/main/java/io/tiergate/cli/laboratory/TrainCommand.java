package io.tiergate.cli.laboratory;

import io.tiergate.cli.session.Session;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.cli.terminal.JsonText;
import io.tiergate.laboratory.train.EstimatesTrainer;
import io.tiergate.policy.document.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tiergate train}. */
@Command(
        name = "train",
        description =
                "Learns from graded answers which models to ask: writes estimates, which a policy pins. `tiergate eval` says what they are worth.")
final class TrainCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private Sample sample = new Sample();

    @Option(names = "--name", paramLabel = "NAME", description = "Name of the estimates. Without it: the policy's.")
    private String name = "";

    @Option(names = "--out", paramLabel = "FILE", description = "Where they are written. Without it: estimates.json.")
    private Path out = Path.of("estimates.json");

    TrainCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Sample.Read read = sample.read(session);
        String called = name.isEmpty() ? read.variants().untrained().name() : name;
        session.terminal()
                .note("learning from " + read.cases().size() + " prompts and "
                        + read.models().size() + " models");
        byte[] document = EstimatesTrainer.train(
                read.cases(), read.models(), EstimatesTrainer.Settings.of(called, read.reference()), card(read));
        try {
            Files.write(session.path(out), document);
        } catch (IOException e) {
            throw Failure.usage("cannot write " + out + ": " + e.getMessage(), "choose another place with --out");
        }
        String digest = Digest.of(document).toString();
        session.show(
                JsonText.object(
                        "file",
                        out.toString(),
                        "digest",
                        digest,
                        "prompts",
                        read.cases().size()),
                () -> "wrote " + out + ", " + digest + "\n"
                        + "publish it, and pin it in the policy:  pins: { estimates: \"" + digest + "\" }\n");
        return 0;
    }

    private static Map<String, Object> card(Sample.Read read) {
        Map<String, Integer> labels = new TreeMap<>();
        read.cases().forEach(one -> labels.merge(one.task().name(), 1, Integer::sum));
        return Map.of(
                "set", read.set(),
                "prompts", read.cases().size(),
                "bad_lines_left_out", read.skipped(),
                "tokens", read.tokens(),
                "tasks", labels);
    }
}
