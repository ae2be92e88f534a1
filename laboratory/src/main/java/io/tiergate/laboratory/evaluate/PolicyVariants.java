package io.tiergate.laboratory.evaluate;

import io.tiergate.policy.catalog.Catalog;
import io.tiergate.policy.compile.CompiledPolicy;
import io.tiergate.policy.compile.PolicyCompiler;
import io.tiergate.policy.compile.Shelf;
import io.tiergate.policy.compile.Tier;
import io.tiergate.policy.document.CanonicalJson;
import io.tiergate.policy.document.CompileResult;
import io.tiergate.policy.document.Document;
import io.tiergate.policy.document.Node;
import io.tiergate.policy.document.Problem;
import io.tiergate.policy.document.Problems;
import io.tiergate.policy.estimate.Estimates;
import io.tiergate.policy.gate.Checks;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A policy with other estimates, another bar or another strategy than its document says: each is compiled anew, by the compiler that agents
 * use. Immutable.
 */
public final class PolicyVariants {
    private static final List<String> OF_A_STRATEGY =
            List.of("strategy", "tier", "start", "ladder", "rungs", "pool", "quality_bar", "on_no_evidence");

    private final String source;
    private final Node.Mapping root;
    private final Catalog catalog;
    private final CompiledPolicy untrained;
    private final boolean judged;

    private PolicyVariants(String source, Node.Mapping written, Catalog catalog) throws InvalidPolicyException {
        this.source = source;
        this.judged = written.get("judge") != null;
        this.root = unjudged(written);
        this.catalog = catalog;
        this.untrained = compile(root, shelf(catalog));
    }

    /**
     * The variants of a policy document.
     *
     * @throws InvalidPolicyException with every problem, if it does not compile
     */
    public static PolicyVariants of(String source, String text, Catalog catalog) throws InvalidPolicyException {
        Problems problems = new Problems(source);
        Document document = Document.read(text, problems);
        if (document == null) {
            throw new InvalidPolicyException(problems.sorted());
        }
        // What the document itself has wrong is said with the lines where it is written.
        if (document.root().get("pins") == null
                && PolicyCompiler.compile(source, text, shelf(catalog))
                        instanceof CompileResult.Rejected<CompiledPolicy>(var rejected)) {
            throw new InvalidPolicyException(rejected);
        }
        return new PolicyVariants(source, without(document.root(), "pins"), catalog);
    }

    /** The policy with nothing learned. */
    public CompiledPolicy untrained() {
        return untrained;
    }

    /** Recorded answers cannot be shown to a judge: it is left out of gates, and what is left to it goes to the next rung. */
    private static Node.Mapping unjudged(Node.Mapping root) {
        if (root.get("judge") == null) {
            return root;
        }
        return eachTask(escalating(without(root, "judge")), task -> {
            Node.Mapping own = escalating(task);
            if (!(own.get("gate") instanceof Node.Sequence gate)) {
                return own;
            }
            List<Node> others = gate.items().stream()
                    .filter(check -> !isNamed(check, "judge"))
                    .toList();
            return with(own, "gate", new Node.Sequence(gate.place(), others));
        });
    }

    private static Node.Mapping escalating(Node.Mapping mapping) {
        return mapping.get("confidence") instanceof Node.Mapping bounds && isNamed(bounds.get("between"), "judge")
                ? with(mapping, "confidence", with(bounds, "between", Node.of("escalate")))
                : mapping;
    }

    private static boolean isNamed(@Nullable Node node, String name) {
        return node instanceof Node.Text text && text.value().equals(name);
    }

    /** Whether the document names a judge, which nothing here asks. */
    public boolean hasJudge() {
        return judged;
    }

    /** Whether what was learned decides how this task is served: by its strategy, or by soft checks of its gate. */
    public boolean isLearnedFor(String task) {
        return root.get("tasks") instanceof Node.Mapping tasks
                && tasks.get(task) instanceof Node.Mapping written
                && (isHybrid(written)
                        || (written.get("gate") instanceof Node.Sequence gate
                                && gate.items().stream().anyMatch(PolicyVariants::isSoft)));
    }

    /** Whether a task's gate goes by the log-probabilities that models give. */
    public boolean wantsLogprobs() {
        return root.get("tasks") instanceof Node.Mapping tasks
                && tasks.members().values().stream()
                        .anyMatch(task -> task.value() instanceof Node.Mapping written
                                && written.get("gate") instanceof Node.Sequence gate
                                && gate.items().stream().anyMatch(check -> isNamed(check, "confidence")));
    }

    /** What models cost. */
    public Catalog catalog() {
        return catalog;
    }

    /** Its tiers, in document order. */
    List<Tier> tiers() {
        return untrained.tiers().all();
    }

    /**
     * The policy with these estimates.
     *
     * @param worthUsd what a right answer is worth in every hybrid task; null: the bars are as written
     */
    CompiledPolicy learned(Estimates estimates, @Nullable Double worthUsd) {
        return pinned(worthUsd == null ? root : eachHybrid("quality_bar", bar("worth_usd", worthUsd)), estimates);
    }

    /** The policy with these estimates, each hybrid task at that share of the reference's right answers. */
    CompiledPolicy barred(Estimates estimates, double share) {
        return pinned(eachHybrid("quality_bar", bar("of_reference", share)), estimates);
    }

    /** The policy whose hybrid tasks may ask only these models. */
    PolicyVariants pooled(List<String> models) {
        try {
            return new PolicyVariants(source, eachHybrid("pool", Node.of(models)), catalog);
        } catch (InvalidPolicyException e) {
            throw new IllegalStateException("a variant of a policy that compiles does not: " + e.getMessage(), e);
        }
    }

    private CompiledPolicy pinned(Node.Mapping document, Estimates estimates) {
        Node pin = Node.of(Map.of("estimates", estimates.digest().toString()));
        return certain(with(document, "pins", pin), new Shelf(catalog, Map.of(estimates.digest(), estimates), true));
    }

    private Node.Mapping eachHybrid(String field, Node value) {
        return eachTask(root, task -> isHybrid(task) ? with(task, field, value) : task);
    }

    private static Node bar(String kind, double value) {
        return Node.of(Map.of(kind, new BigDecimal(Double.toString(value))));
    }

    /** What was not learned yet is no error here. */
    private static Shelf shelf(Catalog catalog) {
        return new Shelf(catalog, Map.of(), true);
    }

    /** The policy with every task served by one tier, whatever soft checks would say of its answers. */
    CompiledPolicy always(String tier) {
        Node.Mapping fixed = eachTask(root, task -> {
            Node.Mapping bare = task;
            for (String field : OF_A_STRATEGY) {
                bare = without(bare, field);
            }
            return with(with(hard(bare), "strategy", Node.of("fixed")), "tier", Node.of(tier));
        });
        return certain(without(fixed, "quality_bar"), shelf(catalog));
    }

    private static Node.Mapping hard(Node.Mapping task) {
        if (!(task.get("gate") instanceof Node.Sequence gate)) {
            return task;
        }
        List<Node> checks =
                gate.items().stream().filter(check -> !isSoft(check)).toList();
        return without(with(task, "gate", new Node.Sequence(gate.place(), checks)), "confidence");
    }

    private static boolean isSoft(Node check) {
        return check instanceof Node.Text name && Checks.SOFT.contains(name.value());
    }

    private CompiledPolicy certain(Node.Mapping document, Shelf shelf) {
        try {
            return compile(document, shelf);
        } catch (InvalidPolicyException e) {
            throw new IllegalStateException("a variant of a policy that compiles does not: " + e.getMessage(), e);
        }
    }

    private CompiledPolicy compile(Node.Mapping document, Shelf shelf) throws InvalidPolicyException {
        return switch (PolicyCompiler.compile(source, CanonicalJson.bytes(document), shelf)) {
            case CompileResult.Compiled<CompiledPolicy>(var policy, var same, var warnings) -> policy;
            case CompileResult.Rejected<CompiledPolicy>(var problems) -> throw new InvalidPolicyException(problems);
        };
    }

    private static boolean isHybrid(Node.Mapping task) {
        return task.get("strategy") instanceof Node.Text text && text.value().equals("hybrid");
    }

    private static Node.Mapping eachTask(Node.Mapping document, java.util.function.UnaryOperator<Node.Mapping> change) {
        if (!(document.get("tasks") instanceof Node.Mapping tasks)) {
            return document;
        }
        Map<String, Node> changed = new LinkedHashMap<>();
        tasks.members().forEach((name, member) -> {
            if (member.value() instanceof Node.Mapping task) {
                changed.put(name, change.apply(task));
            }
        });
        return with(document, "tasks", Node.of(changed));
    }

    private static Node.Mapping with(Node.Mapping mapping, String name, Node value) {
        Map<String, Node.Member> members = new LinkedHashMap<>(mapping.members());
        members.put(name, new Node.Member(value.place(), value));
        return new Node.Mapping(mapping.place(), members);
    }

    private static Node.Mapping without(Node.Mapping mapping, String name) {
        Map<String, Node.Member> members = new LinkedHashMap<>(mapping.members());
        members.remove(name);
        return new Node.Mapping(mapping.place(), members);
    }

    /** A policy that does not compile. */
    public static final class InvalidPolicyException extends Exception {
        private static final long serialVersionUID = 1;

        private final transient List<Problem> problems;

        InvalidPolicyException(List<Problem> problems) {
            super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
            this.problems = List.copyOf(problems);
        }

        /** Every problem. */
        public List<Problem> problems() {
            return problems;
        }
    }
}
