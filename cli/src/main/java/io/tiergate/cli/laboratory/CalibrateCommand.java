package io.tiergate.cli.laboratory;

import io.tiergate.cli.document.PolicyFiles;
import io.tiergate.cli.session.Session;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.cli.terminal.JsonText;
import io.tiergate.cli.terminal.Table;
import io.tiergate.laboratory.calibrate.Choice;
import io.tiergate.laboratory.calibrate.Choices;
import io.tiergate.laboratory.calibrate.PolicyText;
import io.tiergate.laboratory.calibrate.UnchangeableException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tiergate calibrate}. */
@Command(
        name = "calibrate",
        description =
                "Chooses from graded answers how each task is served, and shows the policy's changed lines as a diff to review.")
final class CalibrateCommand implements Callable<Integer> {
    /** Picocli shows and takes these as they are written on the command line. */
    private static final String PASS_RATE = "95-85";

    private static final String RISK = "risk";

    private final Session session;

    @Mixin
    private Sample sample = new Sample();

    @Mixin
    private Learning learning = new Learning();

    @Option(
            names = "--method",
            paramLabel = PASS_RATE + "|" + RISK,
            description =
                    "`95-85`: the first tier whose answers are right in 95 %, one at 85 % with a word on monitoring, else the next."
                            + " `risk`: the cheapest tier or hybrid bar whose loss of quality is bounded.")
    private String method = "";

    @Option(
            names = "--max-loss",
            paramLabel = "SHARE",
            description =
                    "With `risk`: by how much the mean score may be below the reference tier's. Without it: 0.03.")
    private double maxLoss = 0.03;

    @Option(
            names = "--confidence",
            paramLabel = "SHARE",
            description = "With `risk`: that the loss is within the bound, for each task. Without it: 0.95.")
    private double confidence = 0.95;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description =
                    "Write the changed policy there, which may be the policy's own file. Without it: only the diff is shown.")
    private @Nullable Path out;

    /** The command of that session. */
    CalibrateCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        check();
        Sample.Read read = sample.readAny(session);
        List<Choice> choices = choices(read);
        PolicyText before = parsed(sample.policyText(session));
        PolicyText after = changed(before, choices);
        PolicyFiles.requireSound(
                session,
                sample.policyFile(),
                after.toString(),
                read.variants().catalog(),
                "mend the task, or change it by hand");
        String file = sample.policyFile().toString();
        String diff = before.diffTo(after, file, out == null ? file : out.toString());
        if (out != null) {
            session.write(out, after.toString());
        }
        if (!session.json()) {
            session.terminal().note(table(choices).render(session.terminal()));
            if (diff.isEmpty()) {
                session.terminal().note("the policy says so already: nothing changes");
            }
        }
        session.show(json(read, choices, diff), () -> diff);
        return 0;
    }

    private void check() {
        // Not for picocli to see to: `cache` below the same command needs none.
        if (method.isEmpty()) {
            throw Failure.usage("--method is missing", "write --method " + PASS_RATE + " or " + RISK);
        }
        if (!method.equals(PASS_RATE) && !method.equals(RISK)) {
            throw Failure.usage("--method: there is no method `" + method + "`", "write " + PASS_RATE + " or " + RISK);
        }
        if (!(maxLoss >= 0 && maxLoss < 1)) {
            throw Failure.usage("--max-loss: " + maxLoss + " is not from 0 to below 1", "write 0.03, say");
        }
        if (!(confidence >= 0.5 && confidence < 1)) {
            throw Failure.usage("--confidence: " + confidence + " is not from 0.5 to below 1", "write 0.95, say");
        }
    }

    private List<Choice> choices(Sample.Read read) {
        return method.equals(RISK)
                ? Choices.byRisk(
                        learning.study(session, read),
                        new Choices.Risk(maxLoss, confidence),
                        learning.estimates(session, read))
                : Choices.byPassRate(learning.study(session, read));
    }

    private static PolicyText parsed(String text) {
        try {
            return PolicyText.of(text);
        } catch (UnchangeableException e) {
            throw unchangeable(e);
        }
    }

    private static PolicyText changed(PolicyText before, List<Choice> choices) {
        try {
            return before.with(choices);
        } catch (UnchangeableException e) {
            throw unchangeable(e);
        }
    }

    private static Failure unchangeable(UnchangeableException e) {
        return Failure.usage(String.valueOf(e.getMessage()), "write the task in plain lines, or change it by hand");
    }

    private static Table table(List<Choice> choices) {
        Table table = Table.of("TASK", ">PROMPTS", "CHOSEN", "WHY");
        choices.forEach(choice ->
                table.row(choice.task(), choice.prompts(), choice.way().label(), choice.why()));
        return table;
    }

    private Map<String, @Nullable Object> json(Sample.Read read, List<Choice> choices, String diff) {
        return JsonText.object(
                "set",
                read.set(),
                "method",
                method,
                "choices",
                choices.stream()
                        .map(choice -> JsonText.object(
                                "task", choice.task(),
                                "n", choice.prompts(),
                                "chosen", choice.way().label(),
                                "why", choice.why()))
                        .toList(),
                "file",
                out == null ? null : out.toString(),
                "diff",
                diff);
    }
}
