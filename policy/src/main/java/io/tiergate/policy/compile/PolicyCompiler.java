package io.tiergate.policy.compile;

import io.tiergate.policy.catalog.Catalog;
import io.tiergate.policy.document.Compilation;
import io.tiergate.policy.document.CompileResult;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.document.Document;
import io.tiergate.policy.document.DocumentKind;
import io.tiergate.policy.document.Fields;
import io.tiergate.policy.document.Nearest;
import io.tiergate.policy.document.Node;
import io.tiergate.policy.document.Place;
import io.tiergate.policy.document.Problems;
import io.tiergate.policy.document.SchemaCheck;
import io.tiergate.policy.estimate.Estimates;
import io.tiergate.policy.rule.Rule;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes a {@link CompiledPolicy} of a policy document, or says everything that is wrong with it. Pure. */
public final class PolicyCompiler {
    private static final long DAY_MILLIS = 86_400_000;

    private final Shelf shelf;
    private final Catalog catalog;
    private final Problems problems;

    private PolicyCompiler(Shelf shelf, Problems problems) {
        this.shelf = shelf;
        this.catalog = shelf.catalog();
        this.problems = problems;
    }

    /**
     * Compiles YAML or JSON.
     *
     * @param source file or document name, for problems
     * @param shelf what it may refer to
     */
    public static CompileResult<CompiledPolicy> compile(String source, String text, Shelf shelf) {
        Compilation compilation = new Compilation(source, SchemaCheck.of(DocumentKind.POLICY));
        return compilation.run(text, new PolicyCompiler(shelf, compilation.problems())::policy);
    }

    /** Compiles UTF-8 bytes of YAML or JSON. */
    public static CompileResult<CompiledPolicy> compile(String source, byte[] utf8, Shelf shelf) {
        Compilation compilation = new Compilation(source, SchemaCheck.of(DocumentKind.POLICY));
        return compilation.run(utf8, new PolicyCompiler(shelf, compilation.problems())::policy);
    }

    private @Nullable CompiledPolicy policy(Fields root, Digest digest) {
        String name = name(root);
        Set<String> allowed = allowedProviders(root);
        TierReader tiers = new TierReader(root, catalog, allowed, problems);
        CompiledPolicy.Settings settings = settings(root, allowed);
        TierTable table = tiers.table();
        Estimates estimates = estimates(root);
        Map<String, TaskProfile> tasks = new TaskReader(root, tiers, shelf, estimates, settings, problems).tasks(root);
        AttemptsNeeded.check(tasks.values(), settings.budget().attempts(), root, problems);
        String defaultTask = defaultTask(root);
        List<Rule> rules = new RuleReader(tiers, tasks.values(), problems).rules(root);
        if (name == null || table == null || defaultTask == null || problems.hasErrors()) {
            return null;
        }
        Digest epoch = CacheEpoch.of(table, tasks, rules, allowed, root);
        return new CompiledPolicy(name, digest, epoch, table, tasks, defaultTask, rules, settings);
    }

    private @Nullable Estimates estimates(Fields root) {
        Digest digest = pinnedEstimates(root);
        if (digest == null) {
            return null;
        }
        Estimates estimates = shelf.estimates().get(digest);
        Place pin = root.mappingOrEmpty("pins").placeOf("estimates");
        if (estimates == null) {
            problems.error(pin, "there are no estimates " + digest, "publish them first, or pin others");
        } else {
            StaleCalibration.check(estimates, catalog, pin, problems);
        }
        return estimates;
    }

    /** The digest of the estimates that a policy document pins; null: none, or none that can be read. */
    public static @Nullable Digest pinnedEstimates(String text) {
        Problems ignored = new Problems("policy");
        Document document = Document.read(text, ignored);
        return document == null ? null : pinnedEstimates(new Fields(document.root(), ignored));
    }

    private static @Nullable Digest pinnedEstimates(Fields root) {
        Node.Text pin = root.mappingOrEmpty("pins").text("estimates");
        try {
            return pin == null ? null : Digest.parse(pin.value());
        } catch (IllegalArgumentException e) {
            return null; // the schema refuses it, with the place
        }
    }

    private @Nullable String name(Fields root) {
        Node.Text name = root.text("policy");
        if (name == null) {
            return null;
        }
        if (name.value().equals("auto")) {
            problems.error(name.place(), "`auto` stands for the caller's default policy", "choose another name");
        } else if (catalog.providers().containsKey(name.value())) {
            problems.error(
                    name.place(),
                    "`" + name.value()
                            + "` is a provider of the catalog, and policies and providers share one namespace",
                    "choose another name");
        }
        return name.value();
    }

    private Set<String> allowedProviders(Fields root) {
        Set<String> allowed = new LinkedHashSet<>();
        for (Node.Text provider : root.mappingOrEmpty("providers").texts("allow")) {
            allowed.add(provider.value());
            Set<String> known = catalog.providers().keySet();
            if (!known.contains(provider.value())) {
                problems.error(
                        provider.place(),
                        "there is no provider `" + provider.value() + "` in the catalog",
                        Nearest.suggestion(provider.value(), known, "add it to the catalog"));
            }
        }
        return allowed;
    }

    private @Nullable String defaultTask(Fields root) {
        Set<String> names = TaskReader.names(root);
        Node.Text written = root.text("default_task");
        if (written == null) {
            if (!root.has("default_task") && names.size() > 1) {
                problems.error(
                        root.placeOf("tasks"),
                        "there are several tasks and no `default_task`",
                        "add `default_task: NAME` for requests that declare none");
            }
            return names.size() == 1 ? names.iterator().next() : null;
        }
        if (!names.contains(written.value()) && !names.isEmpty()) {
            problems.error(
                    written.place(),
                    "there is no task `" + written.value() + "`",
                    Nearest.suggestion(written.value(), names, "add it to `tasks`"));
        }
        return written.value();
    }

    private CompiledPolicy.Settings settings(Fields root, Set<String> allowed) {
        Fields budget = root.mappingOrEmpty("budget");
        return new CompiledPolicy.Settings(
                root.textOr("default_stakes", "low"),
                allowed,
                cache(root),
                new CompiledPolicy.Budget(
                        bounded(budget, "deadline", 60_000, DAY_MILLIS / 24, "1h"),
                        (int) budget.wholeOr("attempts", 6),
                        budget.microsOr("cost_usd", Long.MAX_VALUE)),
                timeouts(root.mappingOrEmpty("timeouts"), new CompiledPolicy.Timeouts(30_000, 30_000), problems),
                (int) root.mappingOrEmpty("resilience").wholeOr("retries", 1),
                PredictionReader.read(root, problems),
                TextEqualityReader.read(root, problems));
    }

    private CompiledPolicy.CacheSettings cache(Fields root) {
        Fields cache = root.mappingOrEmpty("cache");
        return new CompiledPolicy.CacheSettings(
                cache.flagOr("exact", false),
                Math.max(1, bounded(cache, "ttl", DAY_MILLIS, 30 * DAY_MILLIS, "30d") / 1_000),
                cache.textOr("share", "tenant").equals("policy")
                        ? CompiledPolicy.CacheSettings.Share.POLICY
                        : CompiledPolicy.CacheSettings.Share.TENANT,
                SemanticReader.read(root, problems));
    }

    static CompiledPolicy.Timeouts timeouts(Fields fields, CompiledPolicy.Timeouts absent, Problems problems) {
        return new CompiledPolicy.Timeouts(
                bounded(fields, "first_token", absent.firstTokenMillis(), DAY_MILLIS / 24, "1h", problems),
                bounded(fields, "idle", absent.idleMillis(), DAY_MILLIS / 24, "1h", problems));
    }

    private long bounded(Fields fields, String name, long absent, long maxMillis, String max) {
        return bounded(fields, name, absent, maxMillis, max, problems);
    }

    private static long bounded(
            Fields fields, String name, long absent, long maxMillis, String max, Problems problems) {
        long millis = fields.millisOr(name, absent);
        Node.Text written = fields.text(name);
        if (millis > maxMillis && written != null) {
            problems.error(written.place(), "`" + name + "` is longer than " + max, "write " + max + " or less");
        }
        return millis;
    }
}
