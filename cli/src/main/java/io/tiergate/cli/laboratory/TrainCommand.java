package io.tiergate.cli.laboratory;

import io.tiergate.cli.session.Session;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.cli.terminal.JsonText;
import io.tiergate.laboratory.evaluate.Card;
import io.tiergate.laboratory.evaluate.Evaluation;
import io.tiergate.laboratory.evaluate.Projection;
import io.tiergate.laboratory.evaluate.Study;
import io.tiergate.laboratory.train.EstimatesTrainer;
import io.tiergate.policy.document.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    /** A task is useful from so many labels on. */
    private static final int USEFUL = 10;

    private final Session session;

    @Mixin
    private Sample sample = new Sample();

    @Mixin
    private Folding folding = new Folding();

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
        Map<String, Object> card = card(read);
        session.terminal()
                .note("learning from all " + read.cases().size() + " prompts and "
                        + read.models().size() + " models");
        byte[] document = EstimatesTrainer.train(
                read.cases(), read.models(), EstimatesTrainer.Settings.of(called, read.reference()), card);
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

    private Map<String, Object> card(Sample.Read read) {
        Map<String, Integer> labels = Projection.prompts(read.cases());
        List<String> few = labels.keySet().stream()
                .filter(task -> labels.getOrDefault(task, 0) < USEFUL)
                .sorted()
                .toList();
        few.forEach(task -> session.terminal()
                .note("task `" + task + "` has " + labels.get(task) + " labels, fewer than " + USEFUL
                        + ": it goes by what all tasks share"));
        Map<String, Object> card = new LinkedHashMap<>();
        card.put("set", read.set());
        card.put("prompts", read.cases().size());
        card.put("bad_lines_left_out", read.skipped());
        card.put("tokens", read.tokens());
        card.put("labels", labels);
        card.put("tasks_with_fewer_than_" + USEFUL + "_labels", few);
        String flat = read.flat();
        if (flat == null) {
            Study study = folding.study(session, read);
            card.putAll(Card.of(Evaluation.run(study, null), study.settings().seed()));
        } else {
            session.terminal().note(flat);
            card.put("no_curve", flat);
        }
        return card;
    }
}
