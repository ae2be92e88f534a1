package io.tiergate.cli.laboratory;

import io.tiergate.cli.session.Session;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.cli.terminal.JsonText;
import io.tiergate.laboratory.evaluate.Card;
import io.tiergate.laboratory.evaluate.Evaluation;
import io.tiergate.laboratory.evaluate.PolicyVariants;
import io.tiergate.laboratory.evaluate.Pool;
import io.tiergate.laboratory.evaluate.Projection;
import io.tiergate.laboratory.evaluate.Report;
import io.tiergate.laboratory.evaluate.Study;
import io.tiergate.laboratory.evaluate.SuccessTrial;
import io.tiergate.laboratory.traffic.Lessons;
import io.tiergate.laboratory.train.ConfidenceTrainer.Signal;
import io.tiergate.laboratory.train.EstimatesTrainer;
import io.tiergate.laboratory.train.Grouping;
import io.tiergate.laboratory.train.RecordsTrainer;
import io.tiergate.policy.document.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tiergate train}. */
@Command(
        name = "train",
        description =
                "Learns from graded answers, and from records of judged ones, which models to ask: writes estimates, which a policy pins. `tiergate eval`"
                        + " says what they are worth.")
final class TrainCommand implements Callable<Integer> {
    /** A task is useful from so many labels on. */
    private static final int USEFUL = 10;

    private final Session session;

    @Mixin
    private Sample sample = new Sample();

    @Mixin
    private Traffic traffic = new Traffic();

    @Mixin
    private BeforeCall beforeCall = new BeforeCall();

    @Mixin
    private Folding folding = new Folding();

    @Option(names = "--name", paramLabel = "NAME", description = "Name of the estimates. Without it: the policy's.")
    private String name = "";

    @Option(names = "--out", paramLabel = "FILE", description = "Where they are written. Without it: estimates.json.")
    private Path out = Path.of("estimates.json");

    @Option(
            names = "--pool",
            description = "Say what quality costs without each model, too: evaluates once more for each.")
    private boolean pool;

    TrainCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (traffic.isGiven() && !sample.hasSet()) {
            fromRecords();
        } else {
            fromSet();
        }
        return 0;
    }

    /** Writes the document, and shows what it is from. */
    private void write(byte[] document, int prompts, Traffic.@Nullable Taught taught, @Nullable SuccessTrial trial) {
        try {
            Files.write(session.path(out), document);
        } catch (IOException e) {
            throw Failure.usage("cannot write " + out + ": " + e.getMessage(), "choose another place with --out");
        }
        String digest = Digest.of(document).toString();
        Map<String, @Nullable Object> json =
                JsonText.object("file", out.toString(), "digest", digest, "prompts", prompts);
        if (taught != null) {
            json.put("records", taught.card());
        }
        if (trial != null) {
            json.put("success_heads", trial.card());
        }
        session.show(
                json,
                () -> (taught == null ? "" : TrafficText.render(session.terminal(), taught))
                        + (trial == null ? "" : BeforeCall.render(session.terminal(), trial))
                        + "wrote " + out + ", " + digest + "\n"
                        + "publish it, and pin it in the policy:  pins: { estimates: \"" + digest + "\" }\n");
    }

    private void fromRecords() {
        Sample.Pool pool = sample.pool(session);
        if (pool.variants().wantsLogprobs()) {
            throw Failure.usage(
                    "a gate of this policy has check `confidence`, and records teach nothing of how sure models are",
                    "begin with a set that has it (--recorded; `tiergate profile` writes one)");
        }
        Traffic.Taught taught =
                traffic.taught(session, sample.skipsBad(), pool.variants(), pool.models(), (task, domain) -> task);
        if (taught.lessons().shares().values().stream().noneMatch(shares -> shares.containsKey(pool.reference()))) {
            session.terminal().note(TrafficText.render(session.terminal(), taught));
            throw Failure.usage(
                    "no label of these records says how often the reference " + pool.reference() + " is right",
                    "give it some of the traffic (`tiergate policy split`), or begin with a set (--recorded)");
        }
        session.terminal().note("learning from " + taught.labels().size() + " labels of served answers");
        byte[] document = RecordsTrainer.train(
                pool.models(),
                EstimatesTrainer.Settings.of(called(pool.variants()), pool.reference()),
                taught.lessons(),
                Map.of("records", taught.card()));
        write(document, 0, taught, null);
    }

    private void fromSet() {
        Sample.Read read = sample.read(session);
        Traffic.Taught taught = traffic.isGiven()
                ? traffic.taught(
                        session, sample.skipsBad(), read.variants(), read.models(), new Grouping(read.cases())::of)
                : null;
        Map<String, Object> card = card(read);
        SuccessTrial trial = read.flat() == null
                ? beforeCall.trial(session, folding.study(session, read), read.texts(), sample.classifier())
                : null;
        if (trial != null) {
            card.put("success_heads", trial.card());
        }
        if (taught != null) {
            card.put("records", taught.card());
        }
        session.terminal()
                .note("learning from all " + read.cases().size() + " prompts and "
                        + read.models().size() + " models");
        byte[] document = EstimatesTrainer.train(
                read.cases(),
                read.models(),
                EstimatesTrainer.Settings.of(called(read.variants()), read.reference()),
                taught == null ? Lessons.NONE : taught.lessons(),
                card);
        write(document, read.cases().size(), taught, trial);
    }

    private String called(PolicyVariants variants) {
        return name.isEmpty() ? variants.untrained().name() : name;
    }

    /** What the models' own word is worth; those of which nothing is learned are told. */
    private void confidence(Sample.Read read, Map<String, Object> card) {
        List<Map<String, Object>> logprobs = confidence(read, Signal.LOGPROBS);
        List<Map<String, Object>> reports = confidence(read, Signal.SELF_REPORTS);
        card.put("confidence", logprobs);
        card.put("self_reports", reports);
        for (int i = 0; i < logprobs.size(); i++) {
            Object why = logprobs.get(i).get("not_learned");
            Object whyNot = reports.get(i).get("not_learned");
            if (why != null && whyNot != null) {
                session.terminal()
                        .note("check `confidence` will skip answers of "
                                + logprobs.get(i).get("model") + ": " + why + "; " + whyNot);
            }
        }
    }

    private static List<Map<String, Object>> confidence(Sample.Read read, Signal signal) {
        EstimatesTrainer.Settings settings = EstimatesTrainer.Settings.of("", read.reference());
        return Card.confidence(signal, read.cases(), read.models(), settings.folds(), settings.seed());
    }

    private Map<String, Object> pool(Study study, Report report) {
        List<Pool.Dominated> dominated = Pool.dominated(study, report);
        EvalText.dominated(dominated).forEach(session.terminal()::note);
        return Card.pool(dominated, pool ? Pool.of(study, report).without() : Map.of());
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
        if (read.variants().wantsLogprobs()) {
            confidence(read, card);
        }
        String flat = read.flat();
        if (flat == null) {
            Study study = folding.study(session, read);
            Report report = Evaluation.run(study, null);
            card.putAll(Card.of(report, study.settings().seed()));
            card.put("pool", pool(study, report));
        } else {
            session.terminal().note(flat);
            card.put("no_curve", flat);
        }
        return card;
    }
}
