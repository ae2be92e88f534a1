package io.tiergate.cli.profile;

import io.tiergate.cli.document.PolicyFiles;
import io.tiergate.cli.recorded.RecordedFile;
import io.tiergate.cli.session.Connections;
import io.tiergate.cli.session.Session;
import io.tiergate.cli.terminal.ExitCode;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.cli.terminal.Figures;
import io.tiergate.cli.terminal.JsonText;
import io.tiergate.policy.catalog.Model;
import io.tiergate.policy.compile.CompiledPolicy;
import io.tiergate.policy.compile.Target;
import io.tiergate.policy.compile.TaskProfile;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tiergate profile}. */
@Command(
        name = "profile",
        sortOptions = false,
        description = {
            "Asks every model of a policy every prompt through a running gateway, judges the answers, and writes a recorded set for `train` and `eval`.",
            "The key's tenant must be allowed to pin the models. What is in --out already is not asked again."
        })
public final class ProfileCommand implements Callable<Integer> {
    private static final int MOST_AT_ONCE = 64;
    private static final int MICROS = 1_000_000;

    private final Session session;

    @Option(
            names = "--prompts",
            paramLabel = "FILE",
            required = true,
            description =
                    "One JSON object to a line: messages, task, and if known id, domain, reference, schema, labels.")
    private Path prompts = Path.of("");

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            required = true,
            description = "The policy whose tiers' models are asked; its tasks say what answers are.")
    private Path policy = Path.of("");

    @Option(
            names = "--catalog",
            paramLabel = "FILE",
            description = "Prices. Without it: `catalog.yaml` beside the policy.")
    private @Nullable Path catalog;

    @Option(
            names = "--models",
            paramLabel = "MODEL,MODEL",
            split = ",",
            description = "Ask these in place of every model of the policy's tiers.")
    private List<String> models = List.of();

    @Option(
            names = "--oracle",
            paramLabel = "reference|schema|labels|judge:MODEL",
            required = true,
            description =
                    "Who judges: equality with the prompt's reference in the canonical form of the task, the task's or prompt's schema or"
                            + " labels, or a model that grades.")
    private String oracle = "";

    @Option(
            names = "--out",
            paramLabel = "FILE",
            required = true,
            description = "The recorded set; grown where it is there.")
    private Path out = Path.of("");

    @Option(
            names = "--max-usd",
            paramLabel = "USD",
            required = true,
            description = "No call is begun once so much is spent by this run; calls under way still end.")
    private BigDecimal maxUsd = BigDecimal.ZERO;

    @Option(
            names = "--self-report",
            description =
                    "Ask models that give no log-probabilities to grade their own answers, for check `confidence`: a call more each.")
    private boolean selfReport;

    @Option(names = "--at-once", paramLabel = "N", description = "Prompts at a time. Without it: 4.")
    private int atOnce = 4;

    /** The command of that session. */
    public ProfileCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Oracle judge = Oracle.named(oracle);
        Profile.Bounds bounds = bounds();
        CompiledPolicy compiled = policy();
        List<Model> asked = models(compiled);
        List<Question> questions = QuestionFile.read(session, prompts);
        check(questions, compiled, judge);
        List<String> ids = asked.stream().map(Model::id).toList();
        SetFile file = SetFile.open(session.path(out), ids, judge);
        Profile.Summary summary;
        try (Connections connections = session.connect()) {
            Asker asker = new Asker(connections.gateways(), sure(asked));
            summary = new Profile(
                            compiled,
                            ids,
                            selfReport ? unsure(asked) : Set.of(),
                            judge,
                            asker,
                            file,
                            bounds,
                            session.terminal())
                    .run(questions);
        }
        if (summary.asked() == 0 && summary.open() > 0) {
            throw new Failure(ExitCode.NO, "no prompt was answered by every model: " + summary.why(), "run it again");
        }
        show(summary, asked, judge);
        return (summary.open() == 0 ? ExitCode.OK : ExitCode.NO).code();
    }

    private Profile.Bounds bounds() {
        if (maxUsd.signum() <= 0) {
            throw Failure.usage("--max-usd: " + maxUsd + " is not above 0", "write 5, say");
        }
        if (atOnce < 1 || atOnce > MOST_AT_ONCE) {
            throw Failure.usage("--at-once: " + atOnce + " is not from 1 to " + MOST_AT_ONCE, "four are usual");
        }
        return new Profile.Bounds(
                atOnce, maxUsd.multiply(BigDecimal.valueOf(MICROS)).longValue());
    }

    private CompiledPolicy policy() {
        return PolicyFiles.read(session, policy, PolicyFiles.catalog(session, policy, catalog))
                .untrained();
    }

    private List<Model> models(CompiledPolicy compiled) {
        Set<Model> known = new LinkedHashSet<>();
        compiled.tiers()
                .all()
                .forEach(tier -> tier.targets().stream().map(Target::model).forEach(known::add));
        if (models.isEmpty()) {
            return List.copyOf(known);
        }
        List<Model> named = new ArrayList<>();
        for (String id : models) {
            named.add(known.stream()
                    .filter(model -> model.id().equals(id))
                    .findFirst()
                    .orElseThrow(() -> Failure.usage(
                            "--models: no tier of " + policy + " has " + id,
                            "it has "
                                    + String.join(
                                            ", ", known.stream().map(Model::id).toList()))));
        }
        return named;
    }

    /** The models that give log-probabilities, by the catalog. */
    private static Set<String> sure(List<Model> asked) {
        return asked.stream().filter(Model::givesLogprobs).map(Model::id).collect(Collectors.toSet());
    }

    private static Set<String> unsure(List<Model> asked) {
        Set<String> sure = sure(asked);
        return asked.stream().map(Model::id).filter(id -> !sure.contains(id)).collect(Collectors.toSet());
    }

    private void check(List<Question> questions, CompiledPolicy compiled, Oracle judge) {
        for (Question question : questions) {
            TaskProfile task = compiled.task(question.task());
            if (task == null) {
                throw Failure.usage(
                        "prompt " + question.id() + " is of task `" + question.task() + "`, which " + policy
                                + " does not have",
                        "add the task, or take the prompt out");
            }
            String obstacle = judge.obstacle(question, task);
            if (obstacle != null) {
                throw Failure.usage("--oracle " + judge.name() + ": prompt " + question.id(), obstacle);
            }
        }
    }

    private void show(Profile.Summary summary, List<Model> asked, Oracle judge) {
        TaskTable table = new TaskTable(RecordedFile.read(session, out, false).prompts(), asked);
        Map<String, String> dominated = table.dominated();
        StringBuilder text = new StringBuilder(table.table().render(session.terminal()));
        dominated.forEach((model, by) -> text.append(model)
                .append(" is dominated by ")
                .append(by)
                .append(", which costs less and was worth at least as much in every task\n"));
        text.append("\nwrote ")
                .append(summary.asked())
                .append(" prompts to ")
                .append(out)
                .append(", judged by ")
                .append(judge.name())
                .append(", for ")
                .append(Figures.money(summary.spentMicros()))
                .append('\n');
        if (summary.open() > 0) {
            text.append(summary.open())
                    .append(" prompts are left: ")
                    .append(summary.why())
                    .append("; run it again to go on\n");
        }
        session.show(
                JsonText.object(
                        "file", out.toString(),
                        "oracle", judge.name(),
                        "asked", summary.asked(),
                        "open", summary.open(),
                        "why", summary.why(),
                        "spent_usd", Figures.dollars(summary.spentMicros()),
                        "tasks", table.json(),
                        "dominated",
                                dominated.entrySet().stream()
                                        .map(one -> JsonText.object("model", one.getKey(), "by", one.getValue()))
                                        .toList()),
                text::toString);
    }
}
