package io.tiergate.policy.record;

import io.tiergate.policy.arm.ActivePolicy;
import io.tiergate.policy.arm.Arm;
import io.tiergate.policy.arm.StickyKey;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.plan.Climb;
import io.tiergate.policy.plan.Decision;
import io.tiergate.policy.plan.Move;
import io.tiergate.policy.plan.Observation;
import io.tiergate.policy.plan.Plan;
import io.tiergate.policy.record.DecisionRecord.Attempt;
import io.tiergate.policy.record.DecisionRecord.End;
import io.tiergate.policy.record.DecisionRecord.Step;
import io.tiergate.policy.rule.Features;
import io.tiergate.policy.snapshot.Routing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Decides again from a record, with the code that serves: arm, rules, plan, every move, the end and the money are worked out from what
 * was known at the time, then the whole record is written again and must be the same bytes.
 */
public final class Replay {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Replay() {}

    /** What replaying one record gives. */
    public sealed interface Result {
        /** The same bytes. */
        record Same() implements Result {}

        /**
         * Another record.
         *
         * @param path of the first member that differs
         * @param recorded its JSON as recorded; empty: not there
         * @param replayed its JSON as decided now; empty: not there
         */
        record Different(String path, String recorded, String replayed) implements Result {}

        /** Not a record that can be replayed; says why. */
        record Unreplayable(String why) implements Result {}
    }

    /**
     * The digest of the routing that a record was decided under.
     *
     * @return null where it has none, or is no record at all
     */
    public static @Nullable Digest routingOf(byte[] json) {
        try {
            String digest = MAPPER.readTree(json).at("/routing/digest").asString("");
            return digest.isEmpty() ? null : Digest.parse(digest);
        } catch (JacksonException | IllegalArgumentException e) {
            return null;
        }
    }

    /**
     * Replays one record.
     *
     * @param json the record as written
     * @param routing what it was decided under; null: nothing, for records of agents that had none
     */
    public static Result replay(byte[] json, @Nullable Routing routing) {
        byte[] again;
        try {
            again = RecordWriter.toJson(new Replayed(new RecordedFacts(MAPPER.readTree(json)), routing).record());
        } catch (JacksonException e) {
            return new Result.Unreplayable("not JSON: " + e.getOriginalMessage());
        } catch (UnreplayableException | IllegalArgumentException | ArithmeticException e) {
            return new Result.Unreplayable(String.valueOf(e.getMessage()));
        }
        if (Arrays.equals(json, again)) {
            return new Result.Same();
        }
        return firstDifference("", MAPPER.readTree(json), MAPPER.readTree(again));
    }

    private static Result firstDifference(String path, JsonNode recorded, JsonNode replayed) {
        if (recorded.isObject() && replayed.isObject()) {
            Set<String> names = new LinkedHashSet<>(recorded.propertyNames());
            names.addAll(replayed.propertyNames());
            for (String name : names) {
                JsonNode one = recorded.path(name);
                JsonNode other = replayed.path(name);
                if (!one.equals(other)) {
                    return firstDifference(path + "/" + name, one, other);
                }
            }
        }
        if (recorded.isArray() && replayed.isArray()) {
            for (int i = 0; i < Math.max(recorded.size(), replayed.size()); i++) {
                if (!recorded.path(i).equals(replayed.path(i))) {
                    return firstDifference(path + "/" + i, recorded.path(i), replayed.path(i));
                }
            }
        }
        return new Result.Different(path, text(recorded), text(replayed));
    }

    private static String text(JsonNode node) {
        return node.isMissingNode() ? "" : node.toString();
    }

    /** One record, decided again. */
    private static final class Replayed {
        private final RecordedFacts facts;
        private final @Nullable Routing routing;

        Replayed(RecordedFacts facts, @Nullable Routing routing) {
            this.facts = facts;
            this.routing = routing;
        }

        DecisionRecord record() {
            Decision decision = facts.isDecided() ? decision() : null;
            if (decision != null && facts.isPlanned()) {
                return walked(decision);
            }
            return new DecisionRecord(
                    facts.header(),
                    decision,
                    facts.cache(),
                    null,
                    List.of(),
                    facts.end(),
                    List.of(),
                    facts.referenceMicros(),
                    facts.timing());
        }

        private Decision decision() {
            if (routing == null) {
                throw new UnreplayableException("the routing " + facts.routingDigest() + " is not at hand");
            }
            String name = facts.policy();
            ActivePolicy policy = routing.policy(name);
            if (policy == null) {
                throw new UnreplayableException("routing " + routing.digest() + " has no policy '" + name + "'");
            }
            long sticky = facts.stickyHash();
            Arm arm = policy.armOf(new StickyKey(sticky));
            Features features = facts.features();
            if (arm.policy().task(features.task()) == null) {
                throw new UnreplayableException("policy '" + name + "' has no task '" + features.task() + "'");
            }
            return Decision.of(
                    arm,
                    new Decision.Inputs(
                            sticky,
                            facts.draw(),
                            features,
                            facts.asked(routing.catalog()),
                            facts.open(),
                            facts.predicted()));
        }

        private DecisionRecord walked(Decision decision) {
            Plan plan = decision.plan();
            Climb climb = decision.climb(plan);
            List<Step> steps = new ArrayList<>();
            for (JsonNode step : facts.steps()) {
                Observation seen = RecordedFacts.observation(step);
                Move move = climb.next(seen);
                if (!(move instanceof Move.Calling ask)) {
                    return ended(decision, plan, steps, new End.Walked(seen, move), climb);
                }
                List<Attempt> attempts = RecordedFacts.attempts(step, ask);
                climb = climb.after(ask, attempts.stream().map(Attempt::result).toList());
                steps.add(new Step(seen, ask, Attempt.with(attempts, climb)));
            }
            End end = facts.end();
            if (end instanceof End.Walked(var seen, var _)) {
                Move move = climb.next(seen);
                if (move instanceof Move.Calling ask) {
                    throw new UnreplayableException("the walk would go on with " + ask + " where the record ends");
                }
                end = new End.Walked(seen, move);
            }
            return ended(decision, plan, steps, end, climb);
        }

        private DecisionRecord ended(Decision decision, Plan plan, List<Step> steps, End end, Climb climb) {
            Move last = end instanceof End.Walked walked ? walked.move() : null;
            return new DecisionRecord(
                    facts.header(),
                    decision,
                    facts.cache(),
                    plan,
                    steps,
                    end,
                    Ledger.lines(climb.results(), last),
                    Ledger.referenceMicros(decision, climb.results(), last),
                    facts.timing());
        }
    }
}
