package io.tiergate.classifier.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A model set in memory: tokenizer, network and heads. Safe for use by many threads at once. Owns native memory: whoever loads it closes it,
 * after its last use.
 */
public final class ModelSet implements AutoCloseable {
    private static final String ONNX = ".onnx";
    private static final String JSON = ".json";
    /** First words and last words. */
    private static final int ENDS = 2;

    private static final String PROBE = "Which model answers this?";

    private final String digest;
    private final ModelCard card;
    private final Device device;
    private final Tokenizer tokenizer;
    private final Encoder encoder;
    private final int width;
    private final SortedMap<String, Head> heads;

    private ModelSet(
            String digest,
            ModelCard card,
            Device device,
            Tokenizer tokenizer,
            Encoder encoder,
            int width,
            SortedMap<String, Head> heads) {
        this.digest = digest;
        this.card = card;
        this.device = device;
        this.tokenizer = tokenizer;
        this.encoder = encoder;
        this.width = width;
        this.heads = Collections.unmodifiableSortedMap(heads);
    }

    /**
     * Loads a set, and runs it once.
     *
     * @param device where a model of full precision runs; a quantised one runs on the CPU
     * @throws ModelException if a file is not what its name and the card say
     */
    public static ModelSet load(ModelFiles files, Device device) {
        ModelCard card = ModelCard.read(files.file(ModelFiles.CARD));
        Device runsOn = card.precision() == ModelCard.Precision.INT8 ? Device.CPU : device;
        List<AutoCloseable> loaded = new ArrayList<>();
        try {
            Tokenizer tokenizer = Tokenizer.load(files.file(ModelFiles.TOKENIZER), card);
            loaded.add(tokenizer);
            Encoder encoder = Encoder.load(files.file(ModelFiles.MODEL), card, runsOn);
            loaded.add(encoder);
            int width = width(files, card, encoder.encode(List.of(tokenizer.tokenize(PROBE)))[0]);
            SortedMap<String, Head> heads = new TreeMap<>();
            for (String name : headNames(files)) {
                Head head = Head.load(
                        files.file(ModelFiles.HEADS + name + ONNX),
                        files.file(ModelFiles.HEADS + name + JSON),
                        card.edges() == 0 ? width : (1 + ENDS) * width);
                loaded.add(head);
                heads.put(name, head);
            }
            ModelSet set = new ModelSet(files.digest(), card, runsOn, tokenizer, encoder, width, heads);
            set.checkCard(files);
            return set;
        } catch (RuntimeException | Error e) {
            closeAll(loaded);
            throw e;
        }
    }

    private static int width(ModelFiles files, ModelCard card, float[] probed) {
        int stated = card.isClassifier() ? card.labels().size() : card.dimensions();
        if (stated != 0 && stated != probed.length) {
            throw new ModelException(
                    files.origin() + ": the model gives " + probed.length + " numbers a text, its card says " + stated
                            + (card.isClassifier() ? " labels" : " dimensions") + "; correct the card");
        }
        if (probed.length == 0) {
            throw new ModelException(files.origin() + ": the model gives no numbers; name another output in the card");
        }
        return probed.length;
    }

    /** Each has two files, so that whichever is missing is missed. */
    private static SortedSet<String> headNames(ModelFiles files) {
        SortedSet<String> names = new TreeSet<>();
        for (String file : files.under(ModelFiles.HEADS).keySet()) {
            int dot = file.lastIndexOf('.');
            if (dot > 0 && Set.of(ONNX, JSON).contains(file.substring(dot))) {
                names.add(file.substring(ModelFiles.HEADS.length(), dot));
            }
        }
        return names;
    }

    private void checkCard(ModelFiles files) {
        if (card.isClassifier() && !heads.isEmpty()) {
            throw new ModelException(files.origin() + ": a whole classifier has no embedding for the heads "
                    + String.join(", ", heads.keySet()) + "; remove them");
        }
        ModelCard.Distance distance = card.distance();
        if (distance != null && !heads().contains(distance.head())) {
            throw new ModelException(files.origin() + ": card.json: distance is measured by the head " + distance.head()
                    + ", which the set has not; it has " + heads());
        }
    }

    /** {@code sha256:HEX} of its files. */
    public String digest() {
        return digest;
    }

    /** Its name, for people. */
    public String name() {
        return card.name();
    }

    /** Tokens that it sees of a text. */
    public int window() {
        return card.window();
    }

    /** Numbers of an embedding; 0: it embeds nothing. */
    public int embeddingWidth() {
        return card.isClassifier() ? 0 : width;
    }

    /** Names of its heads, in order. */
    public Set<String> heads() {
        return card.isClassifier() ? Set.of(card.head()) : heads.keySet();
    }

    /** What it runs on. */
    public Device device() {
        return device;
    }

    /** Whether texts may share a run: what a quantised model says of one text depends on the others. */
    public boolean batches() {
        return card.precision() == ModelCard.Precision.FLOAT;
    }

    /**
     * A text's tokens.
     *
     * @param wanted heads that are to judge it; some see more of it than the embedding does
     */
    public Tokens tokenize(String text, Set<String> wanted) {
        Tokens whole = tokenizer.tokenize(text);
        if (card.edges() == 0 || wanted.isEmpty()) {
            return whole;
        }
        String stripped = text.strip();
        return whole.with(
                List.of(end(Edges.first(text, card.edges()), stripped), end(Edges.last(text, card.edges()), stripped)));
    }

    private Tokens end(String end, String stripped) {
        return end.equals(stripped) ? Tokens.whole() : tokenizer.tokenize(end);
    }

    /**
     * Runs the network: a vector for each text, in order, for {@link #judge}, followed by those of its ends.
     *
     * @param texts one alone unless the set {@link #batches}
     * @throws ModelException if it fails, or gives vectors of another width than the set was loaded with
     */
    public float[][] encode(List<Tokens> texts) {
        List<Tokens> runs = new ArrayList<>();
        for (Tokens text : texts) {
            runs.add(text);
            text.ends().stream().filter(end -> end.seen() > 0).forEach(runs::add);
        }
        if (runs.size() == texts.size()) {
            return encoded(runs);
        }
        Iterator<float[]> vectors = vectors(runs);
        float[][] joined = new float[texts.size()][];
        for (int i = 0; i < joined.length; i++) {
            joined[i] = joined(texts.get(i), vectors);
        }
        return joined;
    }

    private Iterator<float[]> vectors(List<Tokens> runs) {
        return batches()
                ? List.of(encoded(runs)).iterator()
                : runs.stream().map(run -> encoded(List.of(run))[0]).iterator();
    }

    private float[][] encoded(List<Tokens> runs) {
        float[][] vectors = encoder.encode(runs);
        for (float[] vector : vectors) {
            if (vector.length != width) {
                throw new ModelException("the model " + name() + " gave " + vector.length + " numbers in place of "
                        + width + "; this text has no result");
            }
        }
        return vectors;
    }

    private float[] joined(Tokens text, Iterator<float[]> vectors) {
        float[] joined = Arrays.copyOf(vectors.next(), (1 + text.ends().size()) * width);
        int at = width;
        for (Tokens end : text.ends()) {
            System.arraycopy(end.seen() == 0 ? joined : vectors.next(), 0, joined, at, width);
            at += width;
        }
        return joined;
    }

    /**
     * Says of one text what its vector means.
     *
     * @param tokens for the same heads
     * @param wanted heads to run
     * @throws ModelException if the vector or a head's output is not finite, or has no direction where one is needed
     */
    public Analysis judge(Tokens tokens, float[] vector, Set<String> wanted) {
        Finite.check(vector, "the model " + name());
        SortedMap<String, Scores> scores = new TreeMap<>();
        float[] embedding = new float[0];
        if (card.isClassifier()) {
            if (wanted.contains(card.head())) {
                scores.put(card.head(), Scores.ofLogits(card.labels(), vector));
            }
        } else {
            embedding = embedding(vector, 0);
            float[] seen = tokens.ends().isEmpty() ? embedding : withEnds(embedding, vector);
            for (Map.Entry<String, Head> head : heads.entrySet()) {
                if (wanted.contains(head.getKey())) {
                    scores.put(head.getKey(), head.getValue().apply(seen));
                }
            }
        }
        Double distance = distance(scores);
        boolean unseen = distance != null
                && card.distance() != null
                && distance > card.distance().bound();
        return new Analysis(embedding, scores, distance, unseen, tokens);
    }

    private @Nullable Double distance(Map<String, Scores> scores) {
        ModelCard.Distance distance = card.distance();
        Scores measured = distance == null ? null : scores.get(distance.head());
        return distance == null || measured == null ? null : distance.of(measured.logits());
    }

    private float[] embedding(float[] vectors, int from) {
        float[] vector = vectors.length == width ? vectors : Arrays.copyOfRange(vectors, from, from + width);
        return card.normalise() ? unit(vector) : vector;
    }

    private float[] withEnds(float[] embedding, float[] vectors) {
        float[] seen = Arrays.copyOf(embedding, (1 + ENDS) * width);
        for (int from = width; from < seen.length; from += width) {
            System.arraycopy(embedding(vectors, from), 0, seen, from, width);
        }
        return seen;
    }

    private float[] unit(float[] vector) {
        double square = 0;
        for (float value : vector) {
            square += (double) value * value;
        }
        if (square == 0) {
            throw new ModelException("the model " + name() + " gave a vector of zeros, which has no direction");
        }
        double length = Math.sqrt(square);
        float[] unit = new float[vector.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = (float) (vector[i] / length);
        }
        return unit;
    }

    @Override
    public void close() {
        List<AutoCloseable> all = new ArrayList<>(heads.values());
        all.add(encoder);
        all.add(tokenizer);
        closeAll(all);
    }

    private static void closeAll(List<AutoCloseable> owned) {
        for (AutoCloseable one : owned) {
            try {
                one.close();
            } catch (Exception e) {
                throw new ModelException("a model could not be closed", e);
            }
        }
    }
}
