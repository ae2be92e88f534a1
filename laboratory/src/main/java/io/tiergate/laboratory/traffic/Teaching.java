package io.tiergate.laboratory.traffic;

import io.tiergate.policy.compile.CompiledPolicy;
import io.tiergate.policy.compile.TaskProfile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Works out what labels teach. Feedback labels only what was served, and what was served was selected: so a label counts for a model's share
 * of right answers only where chance chose the model, and elsewhere only for what is said of answers that look like it, where nothing else chose.
 *
 * <p>Chance is an arm of the policy and a target's weight in its tier. Within one routing both are drawn anew for each request or session, whatever it
 * asks. Requests of an arm that were planned otherwise than most (a rule, a window, a demand) chose their model by what they are.
 */
public final class Teaching {
    /** Strategies that ask one model first and go by nothing that was learned. */
    private static final Set<String> BY_CHANCE = Set.of("fixed", "route", "cascade");

    private final CompiledPolicy policy;
    private final Set<String> models;
    private final Groups groups;
    private final Labels labels;
    private final Map<Scene, Map<String, Integer>> beginnings = new HashMap<>();
    private final Map<String, Map<String, Cell>> cells = new TreeMap<>();
    private final Map<Reason, Integer> leftOut = new HashMap<>();
    private final List<Observed> observed = new ArrayList<>();

    /** Why labels of a model's answers are left out. */
    private record Reason(String group, String model, String why) {}

    private Teaching(CompiledPolicy policy, Set<String> models, Groups groups, Labels labels) {
        this.policy = policy;
        this.models = Set.copyOf(models);
        this.groups = groups;
        this.labels = labels;
    }

    /** Which group of estimates a request falls under. */
    @FunctionalInterface
    public interface Groups {
        /** The group's name: the task, or the task in a domain. */
        String of(String task, @Nullable String domain);
    }

    /** Where the same is planned for most: a group under one arm of one routing. */
    private record Scene(String group, String routing, String arm) {}

    /**
     * What a log teaches.
     *
     * @param policy whose tasks are learned of, as they are now
     * @param models catalog ids that are learned of
     */
    public static Lessons of(TrafficLog log, Labels labels, CompiledPolicy policy, Set<String> models, Groups groups) {
        Teaching teaching = new Teaching(policy, models, groups, labels);
        log.requests().forEach(teaching::count);
        log.requests().forEach(teaching::assign);
        log.requests().forEach(teaching::observe);
        return teaching.lessons(log);
    }

    private boolean isOurs(Handled request) {
        return request.setting().policy().equals(policy.name())
                && policy.task(request.setting().task()) != null;
    }

    private Stream<String> groupsOf(Handled request) {
        return Stream.of(group(request), request.setting().task()).distinct();
    }

    private String group(Handled request) {
        return groups.of(request.setting().task(), request.setting().domain());
    }

    private void count(Handled request) {
        if (isOurs(request) && BY_CHANCE.contains(request.setting().strategy())) {
            groupsOf(request)
                    .forEach(group -> beginnings
                            .computeIfAbsent(scene(group, request), scene -> new TreeMap<>())
                            .merge(request.setting().begins(), 1, Integer::sum));
        }
    }

    private static Scene scene(String group, Handled request) {
        return new Scene(group, request.setting().routing(), request.setting().arm());
    }

    /** Whether the request begins as most do there; of two beginnings that are as common, the first by name. */
    private boolean isUsual(String group, Handled request) {
        Map<String, Integer> known = beginnings.getOrDefault(scene(group, request), Map.of());
        int most = known.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        return known.entrySet().stream()
                .filter(one -> one.getValue() == most)
                .findFirst()
                .map(one -> one.getKey().equals(request.setting().begins()))
                .orElse(false);
    }

    private void assign(Handled request) {
        Double label = labels.of(request.id());
        if (!isOurs(request)) {
            if (label != null) {
                leave("", request, "of another policy, or of a task that the policy does not have");
            }
            return;
        }
        String obstacle = obstacle(request);
        if (label != null && !obstacle.isEmpty()) {
            leave(group(request), request, obstacle);
        }
        Optional<Handled.Answer> first = request.first();
        if (first.isPresent()
                && BY_CHANCE.contains(request.setting().strategy())
                && !isCutShort(request, first.get())) {
            groupsOf(request)
                    .filter(group -> isUsual(group, request))
                    .forEach(group -> cells.computeIfAbsent(group, name -> new TreeMap<>())
                            .computeIfAbsent(request.setting().routing(), routing -> new Cell())
                            .add(request, first.get(), obstacle.isEmpty() ? label : null));
        }
    }

    /** An answer that was good enough, and yet nothing was served. */
    private static boolean isCutShort(Handled request, Handled.Answer first) {
        return !first.rejected() && request.end() instanceof Handled.End.Nothing;
    }

    /** Why a label of the request teaches no share of right answers; empty: it does. */
    private String obstacle(Handled request) {
        Handled.Answer served = request.served().orElse(null);
        if (served == null) {
            return "";
        }
        if (!models.contains(served.model())) {
            return "of a model that is not learned of";
        }
        String strategy = request.setting().strategy();
        if (strategy.equals("pin")) {
            return "the caller chose the model";
        }
        if (!BY_CHANCE.contains(strategy)) {
            return "served for what answers said of each other";
        }
        if (!isUsual(group(request), request)) {
            return "planned otherwise than most: something of the request chose the model";
        }
        return served.first() ? "" : "asked because an answer before it was not served";
    }

    private void leave(String group, Handled request, String why) {
        String model = request.served().map(Handled.Answer::model).orElse("");
        leftOut.merge(new Reason(group, model, why), 1, Integer::sum);
    }

    private void observe(Handled request) {
        Double label = labels.of(request.id());
        Handled.Answer served = request.served().orElse(null);
        if (label == null
                || served == null
                || served.seen() == null
                || !isOurs(request)
                || !models.contains(served.model())) {
            return;
        }
        boolean unselected =
                obstacle(request).isEmpty() && columns(group(request)).selected(served.model()) == 0;
        if (!unselected && !isServedSoNow(request)) {
            return;
        }
        Observed.Selection by = unselected
                ? Observed.Selection.NOTHING
                : Observed.Selection.of(request.setting().strategy(), served.weighed());
        if (by == null) {
            leave(group(request), request, "a judge or another check chose, too: they move no posterior");
            return;
        }
        TaskProfile task = policy.task(request.setting().task());
        observed.add(new Observed(
                group(request),
                request.evidence(task == null ? null : task.answer().equality()),
                served.model(),
                Labels.isRight(label),
                by));
    }

    /** Whether a gate or a plan looks at such answers now: after another strategy answers come from other requests. */
    private boolean isServedSoNow(Handled request) {
        TaskProfile task = policy.task(request.setting().task());
        return task != null && task.strategy().label().equals(request.setting().strategy());
    }

    private Columns columns(String group) {
        return new Columns(List.copyOf(cells.getOrDefault(group, Map.of()).values()));
    }

    private Lessons lessons(TrafficLog log) {
        Map<String, Map<String, Share>> shares = new TreeMap<>();
        for (String group : cells.keySet()) {
            Map<String, Share> byModel = new TreeMap<>();
            Columns columns = columns(group);
            for (String model : models) {
                Share share = columns.share(model);
                if (share != null) {
                    byModel.put(model, share);
                }
                int selected = columns.selectedLabels(model);
                if (selected > 0 && !isWhole(group)) {
                    leftOut.put(
                            new Reason(group, model, "soft checks kept other answers of it from being served"),
                            selected);
                }
            }
            if (!byModel.isEmpty()) {
                shares.put(group, byModel);
            }
        }
        return new Lessons(
                shares, observed, leftOut(), mean(log, Handled::referenceMicros), mean(log, Handled::inputTokens));
    }

    private List<LeftOut> leftOut() {
        return leftOut.entrySet().stream()
                .map(one -> new LeftOut(
                        one.getKey().group(), one.getKey().model(), one.getKey().why(), one.getValue()))
                .sorted(Comparator.comparing(LeftOut::group)
                        .thenComparing(LeftOut::model)
                        .thenComparing(LeftOut::why))
                .toList();
    }

    /** Over requests of which something was served anew. */
    private double mean(TrafficLog log, ToLongFunction<Handled> of) {
        return log.requests().stream()
                .filter(request -> isOurs(request) && request.served().isPresent())
                .mapToLong(of)
                .average()
                .orElse(0);
    }

    /** A task whose requests are in groups of their domains, too. */
    private boolean isWhole(String group) {
        return cells.keySet().stream().anyMatch(other -> other.startsWith(group + "/"));
    }
}
