package io.tiergate.cli.laboratory;

import io.tiergate.cli.document.PolicyFiles;
import io.tiergate.cli.session.Session;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.cli.terminal.JsonText;
import io.tiergate.laboratory.calibrate.PolicyText;
import io.tiergate.laboratory.similarity.Hits;
import io.tiergate.laboratory.similarity.SemanticCacheText;
import io.tiergate.laboratory.similarity.VerifierReport;
import io.tiergate.laboratory.similarity.VerifierTrainer;
import io.tiergate.policy.document.Node;
import java.io.IOException;
import java.nio.file.Path;
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
    private Pairs pairs = new Pairs();

    @Option(names = "--policy", paramLabel = "FILE", required = true, description = "The policy that is changed.")
    private Path policy = Path.of("");

    @Option(names = "--catalog", paramLabel = "FILE", description = "Without it: catalog.yaml beside the policy.")
    private @Nullable Path catalog;

    @Option(
            names = "--max-wrong-hits",
            paramLabel = "SHARE",
            description = "Share of served hits that may be wrong. Without it: the policy's.")
    private @Nullable Double maxWrongHits;

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

    CalibrateCacheCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        PolicyText before = parsed(session.read(policy));
        VerifierReport.Settings settings = pairs.settings(bound(before));
        Pairs.Compared compared = pairs.compare(session, pinned(before));
        requireThePinnedModel(before, compared.model());
        VerifierReport report = VerifierTrainer.train(compared.pairs(), settings);
        if (!session.json()) {
            session.terminal().note(CacheText.summary(session.terminal(), report));
        }
        Hits chosen = chosen(report);
        PolicyText after = changed(before, report, chosen, compared.model());
        PolicyFiles.requireSound(
                session, policy, after.toString(), PolicyFiles.catalog(session, policy, catalog), "mend it first");
        String diff = before.diffTo(after, policy.toString(), out == null ? policy.toString() : out.toString());
        if (out != null) {
            session.write(out, after.toString());
        }
        session.show(
                JsonText.object(
                        "report",
                        CacheText.json(report, pairs.from(), compared.model()),
                        "threshold",
                        Numbers.number(chosen.threshold()),
                        "shown",
                        report.shown() != null,
                        "file",
                        out == null ? null : out.toString(),
                        "diff",
                        diff),
                () -> diff);
        return 0;
    }

    private double bound(PolicyText before) {
        if (maxWrongHits != null) {
            return maxWrongHits;
        }
        if (before.at("cache", "semantic", "max_wrong_hits") instanceof Node.Numeral number) {
            return number.value().doubleValue();
        }
        throw Failure.usage(
                "nothing says how many hits may be wrong",
                "add --max-wrong-hits 0.05, say, or write it as cache.semantic.max_wrong_hits in " + policy);
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
        throw Failure.usage(CacheText.notShown(report), CacheText.whatToDo(report));
    }

    private PolicyText parsed(String text) {
        try {
            return PolicyText.of(text);
        } catch (PolicyText.UnchangeableException e) {
            throw unchangeable(e);
        }
    }

    private PolicyText changed(PolicyText before, VerifierReport report, Hits chosen, String model) {
        try {
            return before.withSemanticCache(SemanticCacheText.of(report, chosen, model, pairs.from()));
        } catch (PolicyText.UnchangeableException e) {
            throw unchangeable(e);
        }
    }

    private Failure unchangeable(PolicyText.UnchangeableException e) {
        return Failure.usage(policy + ": " + e.getMessage(), "write `cache` in plain lines, or change it by hand");
    }
}
