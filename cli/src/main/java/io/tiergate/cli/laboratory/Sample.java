package io.tiergate.cli.laboratory;

import io.tiergate.cli.document.PolicyFiles;
import io.tiergate.cli.recorded.RecordedFile;
import io.tiergate.cli.session.Session;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.laboratory.evaluate.PolicyVariants;
import io.tiergate.laboratory.recorded.Case;
import io.tiergate.laboratory.recorded.Cases;
import io.tiergate.laboratory.recorded.RecordedSet;
import io.tiergate.laboratory.recorded.TokenCount;
import io.tiergate.policy.catalog.Catalog;
import io.tiergate.policy.catalog.Model;
import io.tiergate.policy.compile.CompiledPolicy;
import io.tiergate.policy.compile.Strategy;
import io.tiergate.policy.compile.Target;
import io.tiergate.policy.compile.TaskProfile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
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

    @Mixin
    private AnswerEmbedding answers = new AnswerEmbedding();

    /**
     * What was read.
     *
     * @param set the set's file name
     * @param texts the prompts, one per case: their turns, a line each
     * @param skipped bad lines that were left out
     */
    record Read(
            String set,
            String tokens,
            PolicyVariants variants,
            List<Model> models,
            String reference,
            List<Case> cases,
            List<String> texts,
            int skipped) {
        /** Why no curve can be drawn; null: one can. */
        @Nullable
        String flat() {
            double[] scores = cases.stream()
                    .flatMap(one -> one.answers().values().stream())
                    .mapToDouble(Case.Given::score)
                    .distinct()
                    .toArray();
            if (scores.length == 1) {
                return "every answer of " + set + " has score " + Numbers.number(scores[0])
                        + ": there is no curve, the cheapest model is as good as any";
            }
            if (cases.stream().allMatch(one -> one.answer(reference).score() == 0)) {
                return "no answer of the reference " + reference + " in " + set
                        + " is right: there is no curve, as nothing has a share of that";
            }
            return cases.stream().allMatch(one -> one.answer(reference).micros() == 0)
                    ? "the reference " + reference + " costs nothing on " + set
                            + ": there is no curve, as nothing costs a share of that"
                    : null;
        }

        /**
         * Sees to it that strategies differ.
         *
         * @throws Failure if they do not
         */
        void requireComparable() {
            String flat = flat();
            if (flat != null) {
                throw Failure.usage(flat, "check the set's scores, the policy's reference and the catalog's prices");
            }
        }
    }

    /**
     * What is learned of, without a set.
     *
     * @param models those that are learned of, in order
     * @param reference catalog id
     */
    record Pool(PolicyVariants variants, List<Model> models, String reference) {}

    /** Whether a set is given. */
    boolean hasSet() {
        return !recorded.equals(NONE);
    }

    /** {@code HOST:PORT} of the classifier node that the command line names; null: it names none. */
    @Nullable
    String classifier() {
        return answers.classifier();
    }

    /** Whether bad lines are left out. */
    boolean skipsBad() {
        return skipBad;
    }

    /**
     * Reads policy and catalog alone, for what learns from traffic.
     *
     * @throws Failure as {@link #read} does
     */
    Pool pool(Session session) {
        if (policy.equals(NONE)) {
            throw Failure.usage("--policy is missing", "name the policy whose traffic it is");
        }
        PolicyVariants variants = PolicyFiles.read(session, policy, PolicyFiles.catalog(session, policy, catalog));
        requireLearned(variants);
        Model reference =
                variants.untrained().tiers().reference().targets().getFirst().model();
        Map<String, Model> pool = pool(variants);
        pool.putIfAbsent(reference.id(), reference);
        return new Pool(variants, List.copyOf(pool.values()), reference.id());
    }

    /**
     * Reads all of it, for what learns.
     *
     * @throws Failure naming the file, the line and what to do, also where no task of the policy goes by what is learned
     */
    Read read(Session session) {
        Read read = readAny(session);
        requireLearned(read.variants());
        return read;
    }

    private void requireLearned(PolicyVariants variants) {
        if (variants.untrained().tasks().keySet().stream().noneMatch(variants::isLearnedFor)) {
            throw Failure.usage(
                    policy
                            + " has no task with strategy `hybrid` and no gate with check `learned`, `agreement` or `confidence`, which is what is learned for",
                    "give a task `strategy: hybrid`, or `gate: [learned]`");
        }
    }

    /**
     * Reads all of it, whatever strategies the policy has.
     *
     * @throws Failure naming the file, the line and what to do
     */
    Read readAny(Session session) {
        // Not for picocli to see to: `heads` below the same commands needs neither.
        if (recorded.equals(NONE) || policy.equals(NONE)) {
            throw Failure.usage(
                    (recorded.equals(NONE) ? "--recorded" : "--policy") + " is missing",
                    "name the recorded set and the policy to see it by");
        }
        Catalog prices = PolicyFiles.catalog(session, policy, catalog);
        PolicyVariants variants = PolicyFiles.read(session, policy, prices);
        if (variants.hasJudge()) {
            session.terminal()
                    .note(
                            "no judge can be asked about recorded answers: check `judge` is skipped, and answers that are left to the judge go"
                                    + " to the next rung");
        }
        if (variants.wantsLogprobs()) {
            session.terminal()
                    .note(
                            "check `confidence` goes by the answers' `logprobs` and `self_report` in the set; those without are not weighed");
        }
        CompiledPolicy compiled = variants.untrained();
        Model reference = compiled.tiers().reference().targets().getFirst().model();
        Map<String, Model> pool = pool(variants);
        pool.putIfAbsent(reference.id(), reference);
        Map<String, Model> asked = new LinkedHashMap<>(pool);
        named(compiled).forEach(model -> asked.putIfAbsent(model.id(), model));
        RecordedSet set = set(session);
        return switch (Cases.of(set, compiled, List.copyOf(asked.values()), tokens.count)) {
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
                        List.copyOf(pool.values()),
                        reference.id(),
                        answers.compared(session, cases, compiled.settings().equality()),
                        set.prompts().stream()
                                .map(prompt -> String.join("\n", prompt.turns()))
                                .toList(),
                        set.problems().size());
            }
        };
    }

    private RecordedSet set(Session session) {
        RecordedSet set = RecordedFile.read(session, recorded, skipBad);
        if (set.prompts().size() < 20) {
            throw Failure.usage(
                    recorded + " has " + set.prompts().size() + " prompts",
                    "give at least 20; a few hundred for figures to trust");
        }
        return set;
    }

    /** What is learned of: models that hybrid tasks may ask, and those of ladders whose answers are weighed. */
    private static Map<String, Model> pool(PolicyVariants variants) {
        Map<String, Model> pool = new LinkedHashMap<>();
        for (TaskProfile task : variants.untrained().tasks().values()) {
            List<Target> learned = new ArrayList<>();
            if (task.strategy() instanceof Strategy.Hybrid hybrid) {
                learned.addAll(hybrid.pool());
            } else if (variants.isLearnedFor(task.name())) {
                task.ladder().rungs().forEach(tier -> learned.addAll(tier.targets()));
                learned.addAll(asked(task));
            }
            learned.forEach(target -> pool.putIfAbsent(target.id(), target.model()));
        }
        return pool;
    }

    /** What other tasks may ask: every tier's models, and those that a consensus names. */
    private static List<Model> named(CompiledPolicy compiled) {
        List<Target> targets = new ArrayList<>();
        compiled.tiers().all().forEach(tier -> targets.addAll(tier.targets()));
        compiled.tasks().values().forEach(task -> targets.addAll(asked(task)));
        return targets.stream().map(Target::model).toList();
    }

    /** Models that a consensus asks at once. */
    private static List<Target> asked(TaskProfile task) {
        List<Target> targets = new ArrayList<>();
        if (task.strategy() instanceof Strategy.Consensus consensus) {
            for (Strategy.Step step : consensus.steps()) {
                if (step instanceof Strategy.Step.Ask ask) {
                    targets.addAll(ask.targets());
                }
            }
        }
        return targets;
    }

    /** The policy's text, as it was given. */
    String policyText(Session session) {
        return session.read(policy);
    }

    /** The policy's file, as it was given. */
    Path policyFile() {
        return policy;
    }
}
