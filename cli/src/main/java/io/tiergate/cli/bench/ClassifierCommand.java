package io.tiergate.cli.bench;

import io.tiergate.cli.process.OwnClassifier;
import io.tiergate.cli.process.Service;
import io.tiergate.cli.session.Connections;
import io.tiergate.cli.session.Peer;
import io.tiergate.cli.session.Session;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.cli.terminal.Figures;
import io.tiergate.cli.terminal.JsonText;
import io.tiergate.cli.terminal.Table;
import io.tiergate.v1.AnalyzeRequest;
import io.tiergate.v1.ListModelsRequest;
import io.tiergate.v1.LoadedModel;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tiergate bench classifier}. */
@Command(
        name = "classifier",
        sortOptions = false,
        description = {
            "Measures a classifier node by length of text, callers at once and texts a call: latency, texts a second, and texts a second of processor time.",
            "Without --classifier it starts one for itself."
        })
final class ClassifierCommand implements Callable<Integer> {
    private static final List<Shape> SHAPES =
            List.of(new Shape(1, 1), new Shape(8, 1), new Shape(32, 1), new Shape(1, 8), new Shape(1, 32));
    private static final double MEDIAN = 0.5;
    private static final double TAIL = 0.99;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final int LENGTH_TRIES = 4;

    private final Session session;

    @Option(names = "--classifier", paramLabel = "HOST:PORT", description = "A node that runs.")
    private @Nullable String classifier;

    @Option(names = "--model", paramLabel = "DIGEST", description = "The model to measure. Else the node's default.")
    private String model = "";

    @Option(
            names = "--tokens",
            paramLabel = "N,...",
            split = ",",
            defaultValue = "16,64,256,512",
            description = "Lengths of texts, as far as the model's window goes: ${DEFAULT-VALUE}.")
    private List<Integer> lengths = List.of();

    @Option(
            names = "--for",
            paramLabel = "DURATION",
            defaultValue = "2s",
            description = "How long each row is measured, after half of that to warm up: ${DEFAULT-VALUE}.")
    private String each = "2s";

    @Option(
            names = "--node",
            paramLabel = "ARGUMENT",
            description = "An argument of the node that is started, such as --node=--threads=1; repeatable.")
    private List<String> nodeArguments = List.of();

    private long eachNanos;

    ClassifierCommand(Session session) {
        this.session = session;
    }

    /** How a row calls. */
    private record Shape(int callers, int textsPerCall) {}

    /**
     * What a row found.
     *
     * @param tokens of each text
     * @param cpuNanos the node's own processor time; 0: not known
     */
    private record Row(int tokens, Shape shape, Load load, long cpuNanos) {
        double textsPerSecond() {
            return load.callsPerSecond() * shape.textsPerCall();
        }

        /** Texts of one second of processor time; null where that is not known. */
        @Nullable
        Double textsPerCore() {
            return cpuNanos == 0 ? null : load.calls() * shape.textsPerCall() * NANOS_PER_SECOND / cpuNanos;
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        eachNanos = TimeUnit.MILLISECONDS.toNanos(Figures.millis("--for", each));
        try (Connections connections = session.connect()) {
            if (classifier != null) {
                measure(connections.classifier(classifier), null);
                return 0;
            }
            try (OwnClassifier node = OwnClassifier.start(session, nodeArguments)) {
                measure(connections.classifier(node.address()), node.service());
                node.forget();
            }
            return 0;
        }
    }

    private void measure(Peer node, @Nullable Service process) throws InterruptedException {
        LoadedModel measured = loaded(node);
        List<Row> rows = new ArrayList<>();
        for (int length : lengths) {
            if (length > measured.getWindowTokens()) {
                continue;
            }
            String text = text(node, length);
            int tokens = tokens(node, text);
            for (Shape shape : SHAPES) {
                session.terminal()
                        .note(tokens + " tokens, " + shape.callers() + " callers, " + shape.textsPerCall()
                                + " texts a call");
                rows.add(row(node, process, tokens, text, shape));
            }
        }
        session.show(json(measured, rows), () -> table(measured, rows));
    }

    private LoadedModel loaded(Peer node) {
        List<LoadedModel> models = node.classifier(stub -> stub.listModels(ListModelsRequest.getDefaultInstance()))
                .getModelsList();
        return models.stream()
                .filter(one ->
                        model.isEmpty() ? one.getIsDefault() : one.getDigest().equals(model))
                .findFirst()
                .orElseThrow(() -> Failure.usage(
                        "the node has no model " + (model.isEmpty() ? "that is its default" : model),
                        "it has "
                                + String.join(
                                        ", ",
                                        models.stream()
                                                .map(LoadedModel::getDigest)
                                                .toList())));
    }

    /** A text of that many tokens, or nearly. */
    private String text(Peer node, int tokens) {
        int words = tokens;
        for (int tries = 0; tries < LENGTH_TRIES; tries++) {
            int found = tokens(node, "word ".repeat(words));
            if (found == tokens) {
                break;
            }
            words = Math.max(1, words + tokens - found);
        }
        return "word ".repeat(words);
    }

    private int tokens(Peer node, String text) {
        AnalyzeRequest request = request(text, 1);
        return node.classifier(stub -> stub.analyze(request)).getAnalyses(0).getTokens();
    }

    private AnalyzeRequest request(String text, int count) {
        return AnalyzeRequest.newBuilder()
                .addAllTexts(Collections.nCopies(count, text))
                .setModel(model)
                .setEmbedding(true)
                .build();
    }

    private Row row(Peer node, @Nullable Service process, int tokens, String text, Shape shape)
            throws InterruptedException {
        AnalyzeRequest request = request(text, shape.textsPerCall());
        Runnable call = () -> node.classifier(stub -> stub.analyze(request));
        var _ = Load.of(shape.callers(), eachNanos / 2, call);
        long before = cpuNanos(process);
        Load load = Load.of(shape.callers(), eachNanos, call);
        return new Row(tokens, shape, load, cpuNanos(process) - before);
    }

    private static long cpuNanos(@Nullable Service process) {
        return process == null
                ? 0
                : ProcessHandle.of(process.pid())
                        .flatMap(handle -> handle.info().totalCpuDuration())
                        .map(Duration::toNanos)
                        .orElse(0L);
    }

    private String table(LoadedModel measured, List<Row> rows) {
        Table table = Table.of(">TOKENS", ">CALLERS", ">TEXTS/CALL", ">P50", ">P99", ">TEXTS/S", ">TEXTS/CPU-S");
        for (Row row : rows) {
            Double perCore = row.textsPerCore();
            table.row(
                    row.tokens(),
                    row.shape().callers(),
                    row.shape().textsPerCall(),
                    Figures.duration(row.load().quantileMicros(MEDIAN)),
                    Figures.duration(row.load().quantileMicros(TAIL)),
                    rounded(row.textsPerSecond()),
                    perCore == null ? "-" : rounded(perCore));
        }
        return measured.getName() + " on " + measured.getDevice() + ", " + measured.getDigest() + "\n"
                + table.render(session.terminal());
    }

    private static Map<String, @Nullable Object> json(LoadedModel measured, List<Row> rows) {
        return JsonText.object(
                "model", measured.getName(),
                "digest", measured.getDigest(),
                "device", measured.getDevice(),
                "rows", rows.stream().map(ClassifierCommand::json).toList());
    }

    private static Map<String, @Nullable Object> json(Row row) {
        Double perCore = row.textsPerCore();
        return JsonText.object(
                "tokens", row.tokens(),
                "callers", row.shape().callers(),
                "texts_per_call", row.shape().textsPerCall(),
                "calls", row.load().calls(),
                "p50_micros", row.load().quantileMicros(MEDIAN),
                "p99_micros", row.load().quantileMicros(TAIL),
                "texts_per_second", rounded(row.textsPerSecond()),
                "texts_per_cpu_second", perCore == null ? null : rounded(perCore));
    }

    private static BigDecimal rounded(double value) {
        return BigDecimal.valueOf(value).setScale(1, RoundingMode.HALF_UP);
    }
}
