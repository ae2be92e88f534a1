package io.tiergate.cli.laboratory;

import io.tiergate.cli.session.Session;
import io.tiergate.cli.terminal.ExitCode;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.laboratory.evaluate.PolicyVariants;
import io.tiergate.laboratory.recorded.Case;
import io.tiergate.laboratory.recorded.Cases;
import io.tiergate.laboratory.recorded.RecordedSet;
import io.tiergate.laboratory.recorded.SetReader;
import io.tiergate.laboratory.recorded.TokenCount;
import io.tiergate.policy.catalog.Catalog;
import io.tiergate.policy.catalog.CatalogCompiler;
import io.tiergate.policy.catalog.Model;
import io.tiergate.policy.compile.CompiledPolicy;
import io.tiergate.policy.compile.Strategy;
import io.tiergate.policy.compile.TaskProfile;
import io.tiergate.policy.document.CompileResult;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every laboratory command begins with: a recorded set, and the policy and catalog to see it by. */
final class Sample {
    private static final Path NONE = Path.of("");

    /** How tokens are counted where the set does not say; named as on the command line. */
    private enum Tokens {
        quarter(TokenCount.QUARTER),
        o200k(TokenCount.O200K);

        private final TokenCount count;

        Tokens(TokenCount count) {
            this.count = count;
        }
    }

    @Option(
            names = "--recorded",
            paramLabel = "FILE",
            description = "Recorded set: prompts with the graded answers of several models, .jsonl or .jsonl.gz.")
    private Path recorded = NONE;

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            description = "Policy that says what the tasks' answers are and which models may be asked.")
    private Path policy = NONE;

    @Option(
            names = "--catalog",
            paramLabel = "FILE",
            description = "Prices. Without it: `catalog.yaml` beside the policy.")
    private @Nullable Path catalog;

    @Option(
            names = "--tokens",
            paramLabel = "quarter|o200k",
            description =
                    "How tokens are counted where the set does not say: a quarter of the characters, or OpenAI's o200k for"
                            + " every model, as the simulator bills. Without it: o200k.")
    private Tokens tokens = Tokens.o200k;

    @Option(names = "--skip-bad", description = "Leave out bad lines of the set, and say how many.")
    private boolean skipBad;

    /**
     * What was read.
     *
     * @param set the set's file name
     * @param skipped bad lines that were left out
     */
    record Read(
            String set,
            String tokens,
            PolicyVariants variants,
            List<Model> models,
            String reference,
            List<Case> cases,
            int skipped) {}

    /**
     * Reads all of it.
     *
     * @throws Failure naming the file, the line and what to do
     */
    Read read(Session session) {
        // Not for picocli to see to: `heads` below the same commands needs neither.
        if (recorded.equals(NONE) || policy.equals(NONE)) {
            throw Failure.usage(
                    (recorded.equals(NONE) ? "--recorded" : "--policy") + " is missing",
                    "name the recorded set and the policy to see it by");
        }
        Catalog prices = catalog(session);
        PolicyVariants variants = variants(session, prices);
        CompiledPolicy compiled = variants.untrained();
        Map<String, Model> pool = pool(compiled);
        String reference = compiled.tiers().reference().targets().getFirst().id();
        pool.putIfAbsent(
                reference, compiled.tiers().reference().targets().getFirst().model());
        RecordedSet set = set(session);
        List<Model> models = List.copyOf(pool.values());
        return switch (Cases.of(set, compiled, models, tokens.count)) {
            case Cases.Outcome.Unusable(String problem, String remedy) -> throw Failure.usage(problem, remedy);
            case Cases.Outcome.Ready(var cases, var unpriced) -> {
                if (!unpriced.isEmpty()) {
                    session.terminal()
                            .note("left out, as the policy does not name them: " + String.join(", ", unpriced));
                }
                yield new Read(
                        set.name(),
                        tokens.name(),
                        variants,
                        models,
                        reference,
                        cases,
                        set.problems().size());
            }
        };
    }

    private RecordedSet set(Session session) {
        RecordedSet set;
        try {
            set = SetReader.read(session.path(recorded));
        } catch (NoSuchFileException e) {
            throw Failure.usage(recorded + " does not exist", "check the path");
        } catch (IOException e) {
            throw Failure.usage(
                    "cannot read " + recorded + ": " + e.getMessage(), "check that it is a whole recorded set");
        }
        if (!set.problems().isEmpty() && !skipBad) {
            set.problems().stream()
                    .limit(20)
                    .forEach(problem -> session.terminal().note(problem.toString()));
            throw new Failure(
                    ExitCode.USAGE,
                    recorded + " has " + set.problems().size() + " bad lines",
                    "mend them, or leave them out with --skip-bad");
        }
        if (set.prompts().size() < 20) {
            throw Failure.usage(
                    recorded + " has " + set.prompts().size() + " prompts",
                    "give at least 20; a few hundred for figures to trust");
        }
        return set;
    }

    private Catalog catalog(Session session) {
        Path file = catalog == null ? policy.resolveSibling("catalog.yaml") : catalog;
        return switch (CatalogCompiler.compile(file.toString(), session.read(file))) {
            case CompileResult.Compiled<Catalog>(var value, var document, var warnings) -> value;
            case CompileResult.Rejected<Catalog>(var problems) -> {
                problems.forEach(problem -> session.terminal().note(problem.toString()));
                throw Failure.usage(file + " is not valid", "mend it; `tiergate policy validate` shows the places");
            }
        };
    }

    private PolicyVariants variants(Session session, Catalog prices) {
        try {
            return PolicyVariants.of(policy.toString(), session.read(policy), prices);
        } catch (PolicyVariants.InvalidPolicyException e) {
            e.problems().forEach(problem -> session.terminal().note(problem.toString()));
            throw Failure.usage(policy + " is not valid", "mend it; `tiergate policy validate` shows the places");
        }
    }

    /** What hybrid tasks may ask. */
    private Map<String, Model> pool(CompiledPolicy compiled) {
        Map<String, Model> pool = new LinkedHashMap<>();
        for (TaskProfile task : compiled.tasks().values()) {
            if (task.strategy() instanceof Strategy.Hybrid hybrid) {
                hybrid.pool().forEach(target -> pool.putIfAbsent(target.id(), target.model()));
            }
        }
        if (pool.isEmpty()) {
            throw Failure.usage(
                    policy + " has no task with strategy `hybrid`, which is what is learned for",
                    "give a task `strategy: hybrid`");
        }
        return pool;
    }
}
