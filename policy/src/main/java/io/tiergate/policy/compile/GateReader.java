package io.tiergate.policy.compile;

import io.tiergate.policy.answer.AnswerSpec;
import io.tiergate.policy.catalog.Model;
import io.tiergate.policy.document.Fields;
import io.tiergate.policy.document.Nearest;
import io.tiergate.policy.document.Node;
import io.tiergate.policy.document.Place;
import io.tiergate.policy.document.Problems;
import io.tiergate.policy.estimate.Estimates;
import io.tiergate.policy.estimate.Posterior;
import io.tiergate.policy.gate.Check;
import io.tiergate.policy.gate.Checks;
import io.tiergate.policy.gate.SoftCheck;
import io.tiergate.policy.gate.SoftGate;
import io.tiergate.policy.gate.Zones;
import io.tiergate.policy.rule.AnswerCondition;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the gates of a policy's tasks. */
final class GateReader {
    private final ZonesReader zones;
    private final @Nullable Estimates estimates;
    private final boolean pinned;
    private final boolean training;
    private final List<Target> judges;
    private final Problems problems;

    GateReader(Fields root, TierReader tiers, Shelf shelf, @Nullable Estimates estimates, Problems problems) {
        this.zones = new ZonesReader(root, problems);
        this.estimates = estimates;
        this.pinned = root.mappingOrEmpty("pins").has("estimates");
        this.training = shelf.training();
        this.judges = judges(root, tiers);
        this.problems = problems;
    }

    /** Who may judge, by the policy; a judge that cannot be resolved is refused here. */
    private static List<Target> judges(Fields root, TierReader tiers) {
        List<Target> judges = new ArrayList<>();
        List<Node.Text> names = root.node("judge") instanceof Node.Text one ? List.of(one) : root.texts("judge");
        for (Node.Text id : names) {
            Model model = tiers.model(id);
            if (model != null) {
                judges.add(new Target("", model, 1));
            }
        }
        return judges;
    }

    /** A task whose gate is read. */
    record Subject(
            String name,
            Fields fields,
            @Nullable Strategy strategy,
            List<Tier> ladder,
            @Nullable AnswerSpec answer) {}

    /** A gate: what must be met, and what is weighed. */
    record Gate(List<Check> hard, SoftGate soft, List<Target> judges) {}

    Gate read(Subject task) {
        List<Check> hard = new ArrayList<>();
        List<SoftCheck> soft = new ArrayList<>();
        Set<String> seen = new LinkedHashSet<>();
        Zones bounds = zones.read(task.fields());
        for (Node entry : items(task.fields())) {
            switch (entry) {
                case Node.Text name -> named(name, task, seen, hard, soft);
                case Node.Mapping settings -> {
                    Check check = expression(new Fields(settings, problems));
                    if (check != null) {
                        hard.add(check);
                    }
                }
                default -> {} // the schema has refused it
            }
        }
        if (task.fields().has("confidence") && soft.isEmpty()) {
            problems.warning(
                    task.fields().placeOf("confidence"),
                    "`confidence` says nothing where no check of the gate gives a probability",
                    "add `learned` to the gate, or remove it");
        }
        if (!soft.isEmpty()
                && (task.strategy() instanceof Strategy.Route || task.strategy() instanceof Strategy.Fixed)) {
            problems.warning(
                    task.fields().placeOf("gate"),
                    "streamed answers of task `" + task.name() + "` are held until they are whole: check `"
                            + soft.getFirst().name() + "` needs all of an answer",
                    "remove the check where callers wait for the first words");
        }
        boolean judged = soft.stream().anyMatch(check -> check.name().equals("judge"))
                || (bounds.between() == Zones.Between.JUDGE && !soft.isEmpty());
        if (judged) {
            checkJudges(task);
        }
        return new Gate(hard, soft.isEmpty() ? SoftGate.NONE : new SoftGate(soft, bounds), judged ? judges : List.of());
    }

    private static List<Node> items(Fields fields) {
        return fields.node("gate") instanceof Node.Sequence list ? list.items() : List.of();
    }

    private void named(Node.Text name, Subject task, Set<String> seen, List<Check> hard, List<SoftCheck> soft) {
        if (!seen.add(name.value())) {
            problems.error(name.place(), "check `" + name.value() + "` is in this gate twice", "remove one of them");
            return;
        }
        switch (name.value()) {
            case "learned" -> learned(name.place(), task, soft);
            case "agreement" -> agreement(name.place(), task, soft);
            case "confidence" -> confidence(name.place(), task, soft);
            case "judge" -> {
                if (!isHybrid("judge", name.place(), task)) {
                    soft.add(Checks.judge());
                }
            }
            case "labels" -> {
                if (task.answer() != null && task.answer().labels().isEmpty()) {
                    problems.error(
                            name.place(),
                            "check `labels` needs the labels",
                            "add `answer: { kind: label, labels: [...] }`, or remove the check");
                }
                Checks.named("labels").ifPresent(hard::add);
            }
            default -> Checks.named(name.value()).ifPresentOrElse(hard::add, () -> unknown(name));
        }
    }

    private void unknown(Node.Text name) {
        List<String> known = new ArrayList<>(Checks.names());
        known.addAll(Checks.SOFT);
        problems.error(
                name.place(),
                "there is no check `" + name.value() + "`",
                Nearest.suggestion(name.value(), known, "use one of " + Nearest.list(known)));
    }

    private @Nullable Check expression(Fields settings) {
        Node.Text written = settings.text("expression");
        AnswerCondition condition = written == null ? null : AnswerCondition.compile(written, problems);
        return condition == null ? null : Checks.expression(condition);
    }

    private void learned(Place place, Subject task, List<SoftCheck> soft) {
        if (isOutOfPlace("learned", place, task)) {
            return;
        }
        requirePins("learned", place);
        if (estimates != null) {
            checkEvidence(estimates, place, task);
            soft.add(Checks.learned(estimates));
        }
    }

    private void confidence(Place place, Subject task, List<SoftCheck> soft) {
        if (isOutOfPlace("confidence", place, task)) {
            return;
        }
        requirePins("confidence", place);
        if (estimates != null) {
            if (!training) {
                checkCalibration(estimates, place, task);
            }
            soft.add(Checks.confidence(estimates));
        }
    }

    /** Models below the ladder's end that cannot be weighed are told; where there is no other the check would say nothing. */
    private void checkCalibration(Estimates learned, Place place, Subject task) {
        if (learned.confidence().isEmpty() && learned.selfReports().isEmpty()) {
            problems.error(
                    place,
                    "the estimates hold nothing of log-probabilities or self-reports, which check `confidence` goes by",
                    "train with answers that have `logprobs` or `self_report` (`tiergate profile` writes them), or remove the check");
            return;
        }
        if (learned.task(task.name(), null) == null) {
            problems.error(
                    place,
                    "the estimates know nothing of task `" + task.name()
                            + "`, whose answers check `confidence` is to weigh",
                    "train with graded answers of this task, or remove the check");
            return;
        }
        List<Model> asked = belowTheEnd(task).map(Target::model).distinct().toList();
        List<Model> silent =
                asked.stream().filter(model -> !isWeighable(model, learned)).toList();
        if (silent.size() == asked.size()) {
            problems.error(
                    place,
                    "check `confidence` can weigh no answer of task `" + task.name()
                            + "`: below its last tier no model both gives log-probabilities and was trained with them, and none was trained with self-reports",
                    "give one that does `capabilities: [logprobs]` in the catalog and train with it, train with self-reports, or remove the check");
            return;
        }
        silent.forEach(
                model -> problems.warning(
                        place,
                        "answers of " + model.id() + " are not weighed by check `confidence`: "
                                + (model.givesLogprobs()
                                        ? "nothing was learned of its log-probabilities"
                                        : "by the catalog it gives no log-probabilities, and nothing was learned of what it says itself"),
                        model.givesLogprobs()
                                ? "train with answers of it that have `logprobs`"
                                : "add `logprobs` to its `capabilities` if it gives them, train with its self-reports, or weigh it by `learned` or `judge`, too"));
    }

    private static boolean isWeighable(Model model, Estimates learned) {
        return (model.givesLogprobs() && learned.confidence().containsKey(model.id()))
                || learned.selfReports().containsKey(model.id());
    }

    /** What is asked on rungs after which another is left. */
    private static Stream<Target> belowTheEnd(Subject task) {
        List<Tier> rungs = task.ladder();
        return rungs.subList(0, Math.max(0, rungs.size() - 1)).stream().flatMap(tier -> tier.targets().stream());
    }

    private void agreement(Place place, Subject task, List<SoftCheck> soft) {
        if (isHybrid("agreement", place, task)) {
            return;
        }
        requirePins("agreement", place);
        if (estimates != null) {
            if (!training && !isComparable(estimates, task)) {
                problems.error(
                        place,
                        "the estimates know nothing of answers of two models of task `" + task.name()
                                + "` together, which check `agreement` compares",
                        "train with their answers, or remove the check");
            }
            soft.add(Checks.agreement(estimates));
        }
    }

    /** Whether something was learned of this task, and of answers of a panel, or of two models of the ladder, together. */
    private static boolean isComparable(Estimates learned, Subject task) {
        if (learned.task(task.name(), null) == null) {
            return false;
        }
        if (task.strategy() instanceof Strategy.Consensus(var steps)) {
            return steps.stream()
                    .anyMatch(step ->
                            step instanceof Strategy.Step.Ask ask && learned.posterior(ids(ask.targets())) != null);
        }
        Set<String> ladder = new LinkedHashSet<>();
        task.ladder().forEach(tier -> ladder.addAll(ids(tier.targets())));
        return learned.posteriors().keySet().stream().anyMatch(seen -> seen.size() > 1 && ladder.containsAll(seen));
    }

    private static Set<String> ids(List<Target> targets) {
        return targets.stream().map(Target::id).collect(Collectors.toSet());
    }

    private void requirePins(String check, Place place) {
        if (!pinned && !training) {
            problems.error(
                    place,
                    "check `" + check + "` goes by estimates, and the policy pins none",
                    "run `tiergate train`, publish what it writes and add `pins: { estimates: DIGEST }`");
        }
    }

    private boolean isOutOfPlace(String check, Place place, Subject task) {
        if (task.strategy() instanceof Strategy.Consensus) {
            problems.error(
                    place,
                    "check `" + check + "` weighs one model's answer, and strategy `consensus` compares several",
                    "remove it, or use strategy cascade");
            return true;
        }
        return isHybrid(check, place, task);
    }

    private boolean isHybrid(String check, Place place, Subject task) {
        if (!(task.strategy() instanceof Strategy.Hybrid)) {
            return false;
        }
        problems.error(
                place,
                "check `" + check
                        + "` says nothing with strategy `hybrid`, which weighs every answer by what was learned",
                "remove it, or use strategy cascade");
        return true;
    }

    private void checkJudges(Subject task) {
        if (judges.isEmpty()) {
            problems.error(
                    task.fields().placeOf("gate"),
                    "answers of task `" + task.name() + "` are left to a judge, and the policy names none",
                    "add `judge: MODEL`, another than those that answer");
            return;
        }
        if (judges.size() > 1) {
            return;
        }
        String only = judges.getFirst().id();
        if (belowTheEnd(task).anyMatch(target -> target.id().equals(only))) {
            problems.warning(
                    task.fields().placeOf("gate"),
                    "the judge " + only + " also answers in task `" + task.name()
                            + "`: its own answers are not judged, and go to the next rung",
                    "name another judge, or a second one");
        }
    }

    /** Of every model whose answers it is to weigh something must have been learned: those below the ladder's end. */
    private void checkEvidence(Estimates learned, Place place, Subject task) {
        if (training) {
            return;
        }
        if (learned.task(task.name(), null) == null) {
            problems.error(
                    place,
                    "the estimates know nothing of task `" + task.name()
                            + "`, whose answers check `learned` is to weigh",
                    "train with graded answers of this task, or remove the check");
            return;
        }
        belowTheEnd(task).forEach(target -> {
            Posterior alone = learned.alone(target.id());
            if (alone == null || !alone.right().containsKey(target.id())) {
                problems.error(
                        place,
                        "the estimates know nothing of answers of " + target.id()
                                + ", which check `learned` is to weigh",
                        "train with its answers, or take it from the task's ladder");
            }
        });
    }
}
