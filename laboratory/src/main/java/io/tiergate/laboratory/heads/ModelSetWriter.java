package io.tiergate.laboratory.heads;

import io.tiergate.laboratory.heads.HeadReport.OfLabel;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes heads into the directory of a model set (docs/model-sets.md), and its digest last. */
public final class ModelSetWriter {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String CARD = "card.json";
    private static final String HEADS = "heads";
    private static final String EDGES = "edges";
    private static final String DIGEST = "digest";
    private static final MathContext DIGITS = new MathContext(4);

    private ModelSetWriter() {}

    /**
     * Adds heads to a set whose encoder lies there, in place of those of the same names. The task head, where there is one, measures the distance.
     *
     * @param from what the heads were learned from, for people
     * @return {@code sha256:HEX} of the set
     * @throws IOException if a file cannot be read or written
     */
    public static String add(Path set, List<TrainedHead> heads, String from) throws IOException {
        Path folder = Files.createDirectories(set.resolve(HEADS));
        for (TrainedHead head : heads) {
            Files.write(
                    folder.resolve(head.name() + ".onnx"),
                    OnnxHead.encode(head.softmax(), head.width(), head.labels().size()));
            json(folder.resolve(head.name() + ".json"), card(head, from));
        }
        amend(set.resolve(CARD), heads);
        String digest = digest(set);
        Files.writeString(set.resolve(DIGEST), digest + "\n");
        return digest;
    }

    private static void json(Path file, ObjectNode content) throws IOException {
        Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(content) + "\n");
    }

    private static void amend(Path file, List<TrainedHead> heads) throws IOException {
        if (!(JSON.readTree(Files.readString(file)) instanceof ObjectNode card)) {
            throw new IOException(file + " is no JSON object");
        }
        for (TrainedHead head : heads) {
            if (head.edges() == 0) {
                card.remove(EDGES);
            } else {
                card.put(EDGES, head.edges());
            }
            if (head.name().equals(Prompt.TASK)) {
                card.putObject("distance")
                        .put("head", head.name())
                        .put("measure", Measure.energy.name())
                        .put("bound", head.bound());
            }
        }
        json(file, card);
    }

    private static ObjectNode card(TrainedHead head, String from) {
        HeadReport report = head.report();
        ObjectNode card = JSON.createObjectNode();
        head.labels().forEach(card.putArray("labels")::add);
        ObjectNode learned = card.putObject("learned");
        learned.put("from", from).put("method", "multinomial logistic regression");
        learned.putObject("prompts")
                .put("learn", report.counts().learn())
                .put("held_out", report.counts().held())
                .put("test", report.counts().test())
                .put("repeated_left_out", report.counts().repeated());
        learned.put("penalty", report.penalty()).put("temperature", number(report.temperature()));
        learned.putObject("accuracy")
                .put("value", number(report.accuracy().value()))
                .put("low", number(report.accuracy().low()))
                .put("high", number(report.accuracy().high()))
                .put("commonest_label", number(report.commonest()));
        ArrayNode diagram = learned.putObject("calibration")
                .put("ece", number(report.calibration().ece()))
                .put("floor", number(report.calibration().floor()))
                .put("n", report.calibration().n())
                .putArray("diagram");
        report.calibration()
                .diagram()
                .forEach(bin -> diagram.addObject()
                        .put("n", bin.n())
                        .put("predicted", number(bin.predicted()))
                        .put("observed", number(bin.observed())));
        distance(learned.putObject("distance"), report.distance());
        ObjectNode labels =
                learned.put("target_recall", HeadTrainer.TARGET_RECALL).putObject("labels");
        report.labels().forEach(one -> label(labels.putObject(one.label()), one));
        return card;
    }

    private static void distance(ObjectNode into, HeadReport.Distance distance) {
        into.put("measure", Measure.energy.name())
                .put("bound", distance.bound())
                .put("test_beyond", number(distance.beyond()))
                .put("unseen", distance.unseen())
                .put("unseen_beyond", number(distance.unseenBeyond()))
                .put("auroc_energy", number(distance.energyAuroc()))
                .put("auroc_largest_logit", number(distance.largestLogitAuroc()));
    }

    private static void label(ObjectNode into, OfLabel label) {
        into.put("learn", label.learn())
                .put("test", label.test())
                .put("recall", number(label.recall()))
                .put("threshold", number(label.threshold()))
                .put("threshold_recall", number(label.thresholdRecall()))
                .put("threshold_precision", number(label.thresholdPrecision()));
    }

    private static @Nullable BigDecimal number(@Nullable Double value) {
        return value == null ? null : new BigDecimal(value, DIGITS);
    }

    /**
     * {@code sha256:HEX} of a set: of the list of its files, as docs/model-sets.md says.
     *
     * @throws IOException if a file cannot be read
     */
    public static String digest(Path set) throws IOException {
        SortedMap<String, Path> files = new TreeMap<>();
        list(set, "", files);
        if (Files.isDirectory(set.resolve(HEADS))) {
            list(set.resolve(HEADS), HEADS + "/", files);
        }
        files.remove(DIGEST);
        MessageDigest listing = sha256();
        for (var file : files.entrySet()) {
            String line = hash(file.getValue()) + "  " + file.getKey() + "\n";
            listing.update(line.getBytes(StandardCharsets.UTF_8));
        }
        return "sha256:" + HexFormat.of().formatHex(listing.digest());
    }

    private static void list(Path directory, String prefix, SortedMap<String, Path> into) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            for (Path entry : entries.toList()) {
                if (Files.isRegularFile(entry) && !Files.isHidden(entry)) {
                    into.put(prefix + entry.getFileName(), entry);
                }
            }
        }
    }

    private static String hash(Path file) throws IOException {
        MessageDigest sha256 = sha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), sha256)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(sha256.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
