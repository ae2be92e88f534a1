package io.tiergate.policy.plan;

import io.tiergate.policy.arm.Arm;
import io.tiergate.policy.catalog.Model;
import io.tiergate.policy.compile.CompiledPolicy;
import io.tiergate.policy.compile.CompiledPolicy.Budget;
import io.tiergate.policy.compile.Predictions;
import io.tiergate.policy.compile.Predictions.Open;
import io.tiergate.policy.compile.Target;
import io.tiergate.policy.compile.TaskProfile;
import io.tiergate.policy.cost.TokenUsage;
import io.tiergate.policy.predict.Predicted;
import io.tiergate.policy.rule.Effect;
import io.tiergate.policy.rule.Features;
import io.tiergate.policy.rule.RuleOutcome;
import io.tiergate.policy.rule.Rules;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a policy says of one request before any model is called: rules, constraints, budget, and on demand the plan. Immutable; the
 * same arguments give the same decision on every machine.
 */
public final class Decision {
    private final Arm arm;
    private final Inputs inputs;
    private final Features features;
    private final TaskProfile task;
    private final List<RuleOutcome> rules;
    private final Constraints constraints;
    private final Budget budget;

    private Decision(
            Arm arm,
            Inputs inputs,
            Features features,
            TaskProfile task,
            List<RuleOutcome> rules,
            Constraints constraints) {
        this.arm = arm;
        this.inputs = inputs;
        this.features = features;
        this.task = task;
        this.rules = rules;
        this.constraints = constraints;
        this.budget = inputs.asked().within(arm.policy().settings().budget());
    }

    /**
     * Decides.
     *
     * @throws NullPointerException if the policy has no such task; whoever admits a request has seen to that
     */
    public static Decision of(Arm arm, Inputs inputs) {
        CompiledPolicy policy = arm.policy();
        Features features = inputs.featuresUnder(policy);
        TaskProfile task = Objects.requireNonNull(policy.task(features.task()));
        List<RuleOutcome> rules = Rules.evaluate(policy.rules(), features);
        Constraints constraints = Constraints.of(rules, task.ladder())
                .and(
                        new Effect(
                                null,
                                inputs.asked().atLeast(),
                                null,
                                inputs.asked().noCache()),
                        task.ladder());
        return new Decision(arm, inputs, features, task, rules, constraints);
    }

    /** Which version of the policy decided. */
    public Arm arm() {
        return arm;
    }

    /** What it decided on. */
    public Inputs inputs() {
        return inputs;
    }

    /** What is known of the request: declared, and predicted where the caller declared nothing. */
    public Features features() {
        return features;
    }

    /** What the policy says once a classifier has spoken. */
    public Decision with(Predicted predicted) {
        return of(
                arm,
                new Inputs(
                        inputs.stickyHash(),
                        inputs.draw(),
                        inputs.features(),
                        inputs.asked(),
                        inputs.open(),
                        predicted));
    }

    /** How the task is served. */
    public TaskProfile task() {
        return task;
    }

    /** What each rule said, in document order. */
    public List<RuleOutcome> rules() {
        return rules;
    }

    /** What rules and the caller ask for together. */
    public Constraints constraints() {
        return constraints;
    }

    /** The policy's budget, or the caller's where that is tighter. */
    public Budget budget() {
        return budget;
    }

    /** What to try, in order. */
    public Plan plan() {
        Model pin = inputs.asked().pin();
        return pin == null
                ? Planner.plan(arm.policy(), task, features, constraints, inputs.draw(), budget.deadlineMillis())
                : Planner.pin(arm.policy(), pin, features);
    }

    /** The walk over a plan of this decision. */
    public Climb climb(Plan plan) {
        return Climb.of(plan, features, budget, arm.policy().settings().retries(), inputs.draw(), task);
    }

    /** What {@code usage} would have cost at the reference tier: the stated counterfactual of savings. */
    public long referenceMicros(TokenUsage usage) {
        Target reference = arm.policy().tiers().reference().targets().getFirst();
        return reference.model().price().micros(usage);
    }

    /**
     * What a decision is made on.
     *
     * @param stickyHash what chose the arm
     * @param draw the request's random number
     * @param features of the request, as declared
     * @param asked what the caller demands
     * @param open what the caller left open
     * @param predicted what a classifier said; null: none was asked
     */
    public record Inputs(
            long stickyHash,
            long draw,
            Features features,
            Asked asked,
            Open open,
            @Nullable Predicted predicted) {
        /** Inputs that leave nothing open. */
        public Inputs(long stickyHash, long draw, Features features, Asked asked) {
            this(stickyHash, draw, features, asked, Open.NOTHING, null);
        }

        private Features featuresUnder(CompiledPolicy policy) {
            Predictions wanted = policy.settings().predictions();
            return wanted == null || predicted == null
                    ? features
                    : wanted.applied(features, open, predicted, policy.tasks());
        }
    }

    /**
     * What the caller demands; it can only tighten.
     *
     * @param atLeast lower bound on the tier; null: none
     * @param noCache neither read nor write the cache
     * @param pin a concrete model; null: the policy chooses
     * @param deadlineMillis for the whole request; null: the policy's
     */
    public record Asked(
            @Nullable String atLeast,
            boolean noCache,
            @Nullable Model pin,
            @Nullable Long deadlineMillis) {
        Budget within(Budget policy) {
            return deadlineMillis == null || deadlineMillis >= policy.deadlineMillis()
                    ? policy
                    : new Budget(deadlineMillis, policy.attempts(), policy.costMicros());
        }
    }
}
