package io.tiergate.policy.estimate;

import io.tiergate.policy.catalog.PriceReader;
import io.tiergate.policy.cost.Price;
import io.tiergate.policy.document.Compilation;
import io.tiergate.policy.document.CompileResult;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.document.DocumentKind;
import io.tiergate.policy.document.Fields;
import io.tiergate.policy.document.Node;
import io.tiergate.policy.document.Problems;
import io.tiergate.policy.document.SchemaCheck;
import io.tiergate.policy.estimate.Estimates.Origin;
import io.tiergate.policy.estimate.LinearModel.Weights;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes {@link Estimates} of their document, or says everything that is wrong with it. Pure. */
public final class EstimatesCompiler {
    private static final String RETRAIN = "write it with `tiergate train`";

    private final Problems problems;
    private int worths;

    private EstimatesCompiler(Problems problems) {
        this.problems = problems;
    }

    /**
     * Compiles YAML or JSON.
     *
     * @param source file or document name, for problems
     */
    public static CompileResult<Estimates> compile(String source, String text) {
        Compilation compilation = new Compilation(source, SchemaCheck.of(DocumentKind.ESTIMATES));
        return compilation.run(text, new EstimatesCompiler(compilation.problems())::estimates);
    }

    /** Compiles UTF-8 bytes of YAML or JSON. */
    public static CompileResult<Estimates> compile(String source, byte[] utf8) {
        Compilation compilation = new Compilation(source, SchemaCheck.of(DocumentKind.ESTIMATES));
        return compilation.run(utf8, new EstimatesCompiler(compilation.problems())::estimates);
    }

    private @Nullable Estimates estimates(Fields root, Digest digest) {
        Weights grid = rising(root);
        worths = written(root, "worths_usd");
        Map<String, TaskEstimates> tasks = new LinkedHashMap<>();
        root.mappingOrEmpty("tasks").mappingsByName().forEach((name, task) -> tasks.put(name, task(name, task)));
        Weights overall = byWorth(root, "overall");
        Map<Set<String>, Posterior> posteriors = new LinkedHashMap<>();
        for (Fields written : root.mappings("posteriors")) {
            Posterior posterior = posterior(written);
            if (posteriors.putIfAbsent(Set.copyOf(posterior.seen()), posterior) != null) {
                problems.error(written.place(), "these models' answers have a posterior already", "remove one of them");
            }
        }
        Map<String, Posterior> ofOne = new LinkedHashMap<>();
        int features = Evidence.featureNames(1).size();
        byModel(root.mappingOrEmpty("alone"), own -> linear(own, features))
                .forEach((model, own) -> ofOne.put(model, new Posterior(List.of(model), Map.of(model, own), Map.of())));
        Map<String, Origin> origins = new LinkedHashMap<>();
        root.mappingOrEmpty("models").mappingsByName().forEach((model, written) -> {
            Origin origin = origin(written);
            if (origin != null) {
                origins.put(model, origin);
            }
        });
        return problems.hasErrors()
                ? null
                : new Estimates(
                        root.textOr("estimates", ""),
                        digest,
                        root.textOr("reference", ""),
                        grid,
                        tasks,
                        overall,
                        posteriors,
                        ofOne,
                        confidence(root, "confidence"),
                        confidence(root, "self_reports"),
                        origins);
    }

    private Map<String, Confidence> confidence(Fields root, String name) {
        return byModel(root.mappingOrEmpty(name), own -> new Confidence(linear(own, Confidence.FEATURES)));
    }

    private @Nullable Origin origin(Fields model) {
        Price price = PriceReader.read(model.mapping("prices"), problems);
        return price == null ? null : new Origin(model.textOr("name", ""), price);
    }

    private Weights rising(Fields root) {
        List<Node.Numeral> numbers = root.numbers("worths_usd");
        for (int i = 1; i < numbers.size(); i++) {
            if (numbers.get(i).value().compareTo(numbers.get(i - 1).value()) <= 0) {
                problems.error(numbers.get(i).place(), "the worths do not rise", RETRAIN);
                break;
            }
        }
        return weights(numbers);
    }

    private TaskEstimates task(String name, Fields task) {
        Map<String, TaskEstimates.Prior> priors = byModel(
                task.mappingOrEmpty("priors"),
                prior -> new TaskEstimates.Prior(real(prior, "right"), real(prior, "output_tokens"), latency(prior)));
        List<Start> starts = new ArrayList<>();
        for (Fields start : task.mappings("starts")) {
            starts.add(new Start(
                    models(start, "ask"),
                    byWorth(start, "right"),
                    byModel(
                            start.mappingOrEmpty("more"),
                            more -> new Start.More(byWorth(more, "share"), byWorth(more, "output_tokens")))));
        }
        return new TaskEstimates(name, task.wholeOr("labels", 0), priors, starts, byWorth(task, "reached"));
    }

    private @Nullable Latency latency(Fields prior) {
        Fields written = prior.mapping("latency_ms");
        if (written == null) {
            return null;
        }
        Latency latency = new Latency(written.wholeOr("p50", 0), written.wholeOr("p95", 0));
        if (latency.p95Millis() < latency.p50Millis()) {
            problems.error(written.placeOf("p95"), "95 % of answers cannot be quicker than half of them", RETRAIN);
        }
        return latency;
    }

    private Posterior posterior(Fields written) {
        List<String> seen = models(written, "seen");
        int features = Evidence.featureNames(seen.size()).size();
        Function<Fields, LinearModel> linear = model -> linear(model, features);
        return new Posterior(
                seen,
                byModel(written.mappingOrEmpty("right"), linear),
                byModel(written.mappingOrEmpty("output_tokens"), linear));
    }

    private LinearModel linear(Fields written, int features) {
        Map<String, Weights> tasks = new LinkedHashMap<>();
        Fields own = written.mappingOrEmpty("tasks");
        own.names().forEach(task -> tasks.put(task, sized(own, task, features, "features")));
        return new LinearModel(sized(written, "shared", features, "features"), tasks);
    }

    private Weights byWorth(Fields fields, String name) {
        return sized(fields, name, worths, "worths");
    }

    private Weights sized(Fields fields, String name, int size, String of) {
        int written = written(fields, name);
        if (written != size && size > 0 && fields.node(name) != null) {
            problems.error(
                    fields.placeOf(name),
                    "`" + name + "` has " + written + " numbers where there are " + size + " " + of,
                    RETRAIN);
        }
        return weights(fields.numbers(name));
    }

    /** How many numbers a list was meant to have, the broken ones too; 0: there is no list. */
    private static int written(Fields fields, String name) {
        return fields.node(name) instanceof Node.Sequence list ? list.items().size() : 0;
    }

    private static Weights weights(List<Node.Numeral> numbers) {
        return new Weights(numbers.stream()
                .mapToDouble(number -> number.value().doubleValue())
                .toArray());
    }

    private static List<String> models(Fields fields, String name) {
        return fields.texts(name).stream().map(Node.Text::value).toList();
    }

    private static double real(Fields fields, String name) {
        Node.Numeral number = fields.number(name);
        return number == null ? 0 : number.value().doubleValue();
    }

    private static <T> Map<String, T> byModel(Fields fields, Function<Fields, T> read) {
        Map<String, T> models = new LinkedHashMap<>();
        fields.mappingsByName().forEach((model, written) -> models.put(model, read.apply(written)));
        return models;
    }
}
