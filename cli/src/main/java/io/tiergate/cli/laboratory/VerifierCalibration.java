package io.tiergate.cli.laboratory;

import io.tiergate.cli.document.PolicyFiles;
import io.tiergate.cli.session.Session;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.cli.terminal.JsonText;
import io.tiergate.laboratory.calibrate.PolicyText;
import io.tiergate.laboratory.calibrate.UnchangeableException;
import io.tiergate.laboratory.similarity.Hits;
import io.tiergate.laboratory.similarity.VerifierMember;
import io.tiergate.laboratory.similarity.VerifierReport;
import io.tiergate.laboratory.similarity.VerifierTrainer;
import io.tiergate.policy.document.Node;
import io.tiergate.policy.similarity.Subject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code calibrate cache} and {@code calibrate answers} have in common: pairs and a policy in, the policy's changed lines out. */
final class VerifierCalibration {
    @Mixin
    private Pairs pairs = new Pairs();

    @Option(names = "--policy", paramLabel = "FILE", required = true, description = "The policy that is changed.")
    private Path policy = Path.of("");

    @Option(names = "--catalog", paramLabel = "FILE", description = "Without it: catalog.yaml beside the policy.")
    private @Nullable Path catalog;

    @Option(
            names = "--observed",
            description =
                    "Where the pairs are too few to show the bound: take the threshold at which it was kept on them, which shows nothing; the card says so.")
    private boolean observed;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description =
                    "Write the changed policy there, which may be the policy's own file. Without it: only the diff is shown.")
    private @Nullable Path out;

    /** Where in a policy a verifier stands, and what it is of. */
    enum Target {
        CACHE(Subject.QUESTIONS),
        ANSWERS(Subject.ANSWERS);

        private final Subject subject;

        Target(Subject subject) {
            this.subject = subject;
        }

        private PolicyText changed(PolicyText before, Map<String, Object> member) throws UnchangeableException {
            return switch (this) {
                case CACHE -> before.withSemanticCache(member);
                case ANSWERS -> before.withTextEquality(member);
            };
        }

        private @Nullable Node bound(PolicyText policy) {
            return switch (this) {
                case CACHE -> policy.at("cache", "semantic", subject.bound());
                case ANSWERS -> policy.at("text_equality", subject.bound());
            };
        }

        private String member() {
            return switch (this) {
                case CACHE -> "cache.semantic";
                case ANSWERS -> "text_equality";
            };
        }
    }

    /**
     * Learns, chooses a threshold and shows what changes.
     *
     * @param maxWrong share of what is taken for the same that may be wrong; null: the policy's
     * @throws Failure saying what to do
     */
    void run(Session session, Target target, @Nullable Double maxWrong) throws IOException {
        PolicyText before = parsed(session.read(policy));
        VerifierReport.Settings settings =
                pairs.settings(target.subject, maxWrong == null ? bound(target, before) : maxWrong);
        Pairs.Compared compared = pairs.compare(session, target.subject, pinned(before));
        requireThePinnedModel(before, compared.model());
        VerifierReport report = VerifierTrainer.train(compared.pairs(), settings);
        if (!session.json()) {
            session.terminal().note(VerifierText.summary(session.terminal(), report));
        }
        Hits chosen = chosen(report);
        PolicyText after = changed(target, before, VerifierMember.of(report, chosen, compared.model(), pairs.from()));
        PolicyFiles.requireSound(
                session, policy, after.toString(), PolicyFiles.catalog(session, policy, catalog), "mend it first");
        String diff = before.diffTo(after, policy.toString(), out == null ? policy.toString() : out.toString());
        if (out != null) {
            session.write(out, after.toString());
        }
        session.show(
                JsonText.object(
                        "report",
                        VerifierText.json(report, pairs.from(), compared.model()),
                        "threshold",
                        Numbers.number(chosen.threshold()),
                        "shown",
                        report.shown() != null,
                        "file",
                        out == null ? null : out.toString(),
                        "diff",
                        diff),
                () -> diff);
    }

    private double bound(Target target, PolicyText before) {
        if (target.bound(before) instanceof Node.Numeral number) {
            return number.value().doubleValue();
        }
        throw Failure.usage(
                "nothing says how many " + VerifierText.taken(target.subject) + " may be wrong",
                "add " + VerifierText.option(target.subject) + " 0.05, say, or write it as " + target.member() + "."
                        + target.subject.bound() + " in " + policy);
    }

    private static String pinned(PolicyText before) {
        return before.at("pins", "classifier") instanceof Node.Text pin ? pin.value() : "";
    }

    private void requireThePinnedModel(PolicyText before, String model) {
        String pinned = pinned(before);
        if (!pinned.isEmpty() && !pinned.equals(model)) {
            throw Failure.usage(
                    policy + " pins another classifier than --model names, " + pinned,
                    "leave out --model, or change the pin");
        }
    }

    /** The threshold to write; where nothing is shown, only for one who asked for that. */
    private Hits chosen(VerifierReport report) {
        Hits shown = report.shown();
        if (shown != null) {
            return shown;
        }
        Hits kept = report.observed();
        if (observed && kept != null) {
            return kept;
        }
        throw Failure.usage(VerifierText.notShown(report), VerifierText.whatToDo(report));
    }

    private PolicyText parsed(String text) {
        try {
            return PolicyText.of(text);
        } catch (UnchangeableException e) {
            throw unchangeable(e);
        }
    }

    private PolicyText changed(Target target, PolicyText before, Map<String, Object> member) {
        try {
            return target.changed(before, member);
        } catch (UnchangeableException e) {
            throw unchangeable(e);
        }
    }

    private Failure unchangeable(UnchangeableException e) {
        return Failure.usage(policy + ": " + e.getMessage(), "write it in plain lines, or change it by hand");
    }
}
