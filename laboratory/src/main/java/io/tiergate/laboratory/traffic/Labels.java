package io.tiergate.laboratory.traffic;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of answers by judgements on them, an answer once: of one author's several words on a decision the last counts, several authors'
 * are averaged, and what was said of a hit in the cache was said of the answer that it served. An agent takes feedback on any decision, as it
 * cannot know other agents' ones; here only the tenant that was answered, and those who run the platform, have a say. Immutable.
 */
public final class Labels {
    private final Map<String, Double> byDecision;
    private final Counts counts;

    private Labels(Map<String, Double> byDecision, Counts counts) {
        this.byDecision = byDecision;
        this.counts = counts;
    }

    /**
     * How judgements became labels.
     *
     * @param judgements that were read
     * @param otherSource of sources that were not asked for
     * @param otherTenant on answers that the author's tenant was not given
     * @param superseded by the same author's later word
     * @param contradicted answers that some call right and some wrong; their mean counts
     * @param useless judgements by why they are of no answer
     */
    public record Counts(
            int judgements,
            int otherSource,
            int otherTenant,
            int superseded,
            int contradicted,
            Map<String, Integer> useless) {
        public Counts {
            useless = new TreeMap<>(useless);
        }
    }

    private record Voice(String decision, String source, Judgement.Author author) {}

    /** Whose answer a judgement is of. */
    private sealed interface Answered {
        record By(String decision) implements Answered {}

        record Not(String why) implements Answered {}
    }

    /**
     * The labels of a log.
     *
     * @param sources whose judgements count; empty: everybody's
     */
    public static Labels of(TrafficLog log, Set<String> sources) {
        Map<String, Handled> requests = new HashMap<>();
        log.requests().forEach(request -> requests.put(request.id(), request));
        Map<Voice, Judgement> last = new LinkedHashMap<>();
        int otherSource = 0;
        int otherTenant = 0;
        int superseded = 0;
        for (Judgement judgement : log.judgements()) {
            if (!sources.isEmpty() && !sources.contains(judgement.source())) {
                otherSource++;
                continue;
            }
            Handled request = requests.get(judgement.decision());
            if (request != null && !judgement.author().mayJudge(request.tenant())) {
                otherTenant++;
                continue;
            }
            Voice voice = new Voice(judgement.decision(), judgement.source(), judgement.author());
            Judgement before = last.get(voice);
            superseded += before == null ? 0 : 1;
            if (before == null || before.timeMillis() <= judgement.timeMillis()) {
                last.put(voice, judgement);
            }
        }
        Map<String, List<Double>> scores = new TreeMap<>();
        Map<String, Integer> useless = new TreeMap<>();
        last.values().forEach(judgement -> {
            switch (answered(judgement.decision(), requests)) {
                case Answered.By(String decision) ->
                    scores.computeIfAbsent(decision, id -> new ArrayList<>()).add(judgement.score());
                case Answered.Not(String why) -> useless.merge(why, 1, Integer::sum);
            }
        });
        Map<String, Double> byDecision = new HashMap<>();
        int contradicted = 0;
        for (Map.Entry<String, List<Double>> answer : scores.entrySet()) {
            List<Double> said = answer.getValue();
            contradicted += said.stream().map(Labels::isRight).distinct().count() > 1 ? 1 : 0;
            byDecision.put(
                    answer.getKey(),
                    said.stream().mapToDouble(Double::doubleValue).average().orElse(0));
        }
        return new Labels(
                byDecision,
                new Counts(log.judgements().size(), otherSource, otherTenant, superseded, contradicted, useless));
    }

    /** Whether a score counts as right. */
    static boolean isRight(double score) {
        return score >= 0.5;
    }

    /** The score of a decision's own answer; null: nobody judged it. */
    public @Nullable Double of(String decision) {
        return byDecision.get(decision);
    }

    /** How many answers have a label. */
    public int size() {
        return byDecision.size();
    }

    /** How judgements became labels. */
    public Counts counts() {
        return counts;
    }

    private static Answered answered(String decision, Map<String, Handled> requests) {
        Handled request = requests.get(decision);
        return switch (request == null ? null : request.end()) {
            case null -> new Answered.Not("the decision is not in the records");
            case Handled.End.Nothing nothing -> new Answered.Not("nothing was served");
            case Handled.End.Hit(String origin, boolean similar)
            when similar -> new Answered.Not("a similar question's answer was served: that is about the cache");
            case Handled.End.Hit(String origin, boolean similar) -> {
                Handled made = requests.get(origin);
                yield made != null && made.end() instanceof Handled.End.Served
                        ? new Answered.By(origin)
                        : new Answered.Not(
                                "it came from the cache, and the decision that made it is not in the records");
            }
            case Handled.End.Served served -> new Answered.By(decision);
        };
    }
}
