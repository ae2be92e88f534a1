package io.tiergate.policy.plan;

import io.tiergate.policy.compile.CompiledPolicy.Budget;
import io.tiergate.policy.compile.Target;
import io.tiergate.policy.compile.TaskProfile;
import io.tiergate.policy.rule.Features;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The walk over a plan's rungs: retries, same-tier fallback, escalation, agreement, and the one budget over all of them. It is an
 * immutable value: {@link #next} chooses a move from what is known, {@link #after} adds what came of it. Agents drive it with
 * providers' answers, replay with recorded ones, so both take the same moves.
 *
 * <ol>
 *   <li>A single rung asks its targets in order; a failure that may pass is retried on the same target first. Where the provider says to
 *       wait, a target of the rung that was not asked yet comes first, and a wait longer than half the time left is not waited for.
 *   <li>An answer that passes the gate is served; one that does not sends the walk to the next rung. Soft checks weigh an answer as it is added: see
 *       {@link Scrutiny}.
 *   <li>A model of whose answers the gate can only learn by asking is asked how sure it is. Where that cannot be, or it says nothing, the check is skipped.
 *   <li>An answer that the gate leaves to a judge is graded first, by another model than gave it. Where none can be asked or none says anything, the next
 *       rung follows: see {@link Bench}.
 *   <li>A panel asks all its targets at once and serves where enough passing answers agree.
 *   <li>A hybrid plan goes by what was learned: see {@link Deliberation}.
 *   <li>Where the rungs or the budget end, the likeliest answer that passed every hard check is served below the bar; else the walk fails.
 * </ol>
 */
public final class Climb {
    private static final long RETRY_BASE_MILLIS = 50;

    private final Plan plan;
    private final Features features;
    private final Budget budget;
    private final int retries;
    private final long draw;
    private final Scrutiny scrutiny;
    private final Bench bench;
    private final int rung;
    private final List<AttemptResult> results;
    private final Hearing hearing;
    private final Allowance allowance;
    /** Index into {@link #results} of the current rung's first attempt. */
    private final int rungStart;

    private Climb(
            Plan plan,
            Features features,
            Budget budget,
            int retries,
            long draw,
            Scrutiny scrutiny,
            Bench bench,
            int rung,
            List<AttemptResult> results,
            int rungStart) {
        this.plan = plan;
        this.features = features;
        this.budget = budget;
        this.retries = retries;
        this.draw = draw;
        this.scrutiny = scrutiny;
        this.bench = bench;
        this.rung = rung;
        this.results = results;
        this.hearing = new Hearing(bench, results);
        this.allowance = new Allowance(budget, features, results);
        this.rungStart = rungStart;
    }

    /**
     * The walk before its first move.
     *
     * @param budget the policy's, or the caller's where that is tighter
     * @param retries further tries of one target after a failure that may pass
     * @param draw the request's random number
     * @param task whose soft checks and judges look at answers
     */
    public static Climb of(Plan plan, Features features, Budget budget, int retries, long draw, TaskProfile task) {
        return new Climb(
                plan,
                features,
                budget,
                retries,
                draw,
                new Scrutiny(task.soft(), features, new Equality(task.answer().equality())),
                Bench.of(task, features),
                0,
                List.of(),
                0);
    }

    /** What came of the attempts so far, and what the whole gate says of it. */
    public List<AttemptResult> results() {
        return results;
    }

    /** The walk with the results of the calls of that move. */
    public Climb after(Move.Calling asked, List<AttemptResult> news) {
        List<AttemptResult> all = new ArrayList<>(results);
        all.addAll(
                switch (asked) {
                    case Move.Ask ask -> scrutiny.of(plan, ask.rung(), results, news);
                    case Move.Judge judge -> {
                        AttemptResult judged = results.get(judge.attempt() - 1);
                        yield news.stream()
                                .map(call -> scrutiny.spoken(call, judged, results))
                                .toList();
                    }
                });
        int start = asked.rung() == rung ? rungStart : results.size();
        return new Climb(plan, features, budget, retries, draw, scrutiny, bench, asked.rung(), List.copyOf(all), start);
    }

    /** The last {@code count} of the results. */
    public List<AttemptResult> latest(int count) {
        return results.subList(results.size() - count, results.size());
    }

    /** Whether the gate, and the judge where it leaves an answer to one, accepts the answer of that attempt. */
    public boolean accepts(AttemptResult answer) {
        return hearing.accepts(answer);
    }

    /** Why it does not; empty where it does. */
    public String rejection(AttemptResult answer) {
        return hearing.rejection(answer);
    }

    /** Whether a judge may still be asked about it. */
    public boolean isOpen(AttemptResult answer) {
        return hearing.isOpen(answer);
    }

    /** Whether it matters if free-text answers of that move say the same as others: then they are to be compared before they are added. */
    public boolean compares(Move.Ask asked) {
        return scrutiny.compares(plan, asked.rung());
    }

    /** Answers that were not accepted: a gate rejected them, or they are of a panel that did not agree and another rung followed. */
    public int escalations(Move end) {
        int rejected = 0;
        for (int i = 0; i < results.size(); i++) {
            AttemptResult result = results.get(i);
            boolean served = end instanceof Move.Serve serve && serve.attempt() == result.number();
            if (result.isAnswer() && !served && (i < rungStart || !accepts(result))) {
                rejected++;
            }
        }
        return rejected;
    }

    /** What to do next. */
    public Move next(Observation seen) {
        if (plan.rungs().isEmpty()) {
            return new Move.Fail(Move.Failure.NOTHING_FEASIBLE, nothingFeasible());
        }
        Move committed = afterCommit();
        if (committed != null) {
            return committed;
        }
        if (!results.isEmpty() && results.getLast().ending() == Ending.CANCELLED) {
            return new Move.Fail(Move.Failure.CANCELLED, "the caller went away");
        }
        Weighing weighing = plan.weighing();
        if (weighing != null && rung < weighing.safe()) {
            Move weighed = onWeighed(weighing, seen);
            if (weighed != null) {
                return weighed;
            }
        }
        int first = weighing == null ? rung : Math.max(rung, weighing.safe());
        for (int index = first; index < plan.rungs().size(); index++) {
            List<AttemptResult> here = index == rung ? here() : List.of();
            Move move = switch (plan.rungs().get(index)) {
                case Rung.Weighed weighed -> null; // they stand before the safe rungs
                case Rung.Single single -> onSingle(index, single, here, seen);
                case Rung.Panel panel -> onPanel(index, panel, here, seen);
            };
            if (move != null) {
                return move;
            }
        }
        return end(null);
    }

    /** The current rung's attempts, without those of judges. */
    private List<AttemptResult> here() {
        return results.subList(rungStart, results.size()).stream()
                .filter(result -> result.opinion() == null)
                .toList();
    }

    private @Nullable Move onWeighed(Weighing weighing, Observation seen) {
        Deliberation deliberation =
                new Deliberation(plan, weighing, features, scrutiny.equality(), results, seen, budget.deadlineMillis());
        boolean alone = plan.rungs().get(rung).targets().size() == 1;
        AttemptResult last = results.isEmpty() ? null : results.getLast();
        if (last != null && alone && mayRetry(last, here(), seen) && !isTooFarOff(last, seen)) {
            return because(retry(rung, last, here(), seen), null, deliberation);
        }
        return switch (deliberation.choose(allowance::covers)) {
            case Deliberation.Choice.Ask(int next, var why) ->
                because(ask(next, plan.rungs().get(next).targets(), 0, seen), why, deliberation);
            case Deliberation.Choice.Serve(int attempt, var why) -> new Move.Serve(attempt, false, why);
            case Deliberation.Choice.GoOn() -> null;
        };
    }

    /** The move with its reason; where the budget has no room for it, the answer that is likeliest to be right. */
    private static Move because(Move move, @Nullable Appraisal why, Deliberation deliberation) {
        return switch (move) {
            case Move.Ask ask -> new Move.Ask(ask.rung(), ask.calls(), ask.delayMillis(), why);
            case Move.Serve serve -> new Move.Serve(deliberation.likeliest(), true, why);
            case Move.Fail fail -> fail;
            case Move.Judge judge -> judge; // of no weighed rung
        };
    }

    private boolean mayRetry(AttemptResult last, List<AttemptResult> here, Observation seen) {
        return last.ending().mayPass()
                && tries(here, last.target()) <= retries
                && !seen.unavailable().contains(last.target().id());
    }

    private @Nullable Move afterCommit() {
        AttemptResult last = results.isEmpty() ? null : results.getLast();
        if (last == null || !last.committed()) {
            return null;
        }
        return switch (last.ending()) {
            case ANSWERED -> new Move.Serve(last.number(), false);
            case CANCELLED -> null; // not broken: nobody wants it any more
            default -> new Move.Fail(Move.Failure.CUT, "the answer broke off after its beginning had been sent");
        };
    }

    private @Nullable Move onSingle(int index, Rung.Single single, List<AttemptResult> here, Observation seen) {
        AttemptResult last = here.isEmpty() ? null : here.getLast();
        if (last != null && last.isAnswer()) {
            return settle(index, last, seen);
        }
        AttemptResult again = last != null && mayRetry(last, here, seen) ? last : null;
        if (again != null && again.retryAfterMillis() == 0) {
            return retry(index, again, here, seen);
        }
        for (Target target : single.targets()) {
            if (tries(here, target) == 0
                    && !wasWeighed(target)
                    && !seen.unavailable().contains(target.id())) {
                return ask(index, List.of(target), 0, seen);
            }
        }
        return again == null || isTooFarOff(again, seen) ? null : retry(index, again, here, seen);
    }

    /** What becomes of a rung's answer: the model is asked about it, it is served, a judge is asked, or (null) the next rung is. */
    private @Nullable Move settle(int index, AttemptResult answer, Observation seen) {
        if (hearing.wantsReport(answer) && bench.canAskItself(answer, seen.unavailable())) {
            Move asked = judge(index, answer, answer.target(), seen);
            if (asked != null) {
                return asked;
            }
        }
        if (accepts(answer)) {
            return new Move.Serve(answer.number(), false);
        }
        Target judge = isOpen(answer) ? bench.judgeOf(answer, seen.unavailable()) : null;
        return judge == null ? null : judge(index, answer, judge, seen);
    }

    /** Null: the budget has no room for it. */
    private @Nullable Move judge(int index, AttemptResult answer, Target judge, Observation seen) {
        long most = bench.mostMicros(judge, answer);
        boolean room = seen.elapsedMillis() < budget.deadlineMillis() && allowance.covers(1, most);
        return room ? new Move.Judge(index, answer.number(), new Move.Call(results.size() + 1, judge, most)) : null;
    }

    private Move retry(int index, AttemptResult again, List<AttemptResult> here, Observation seen) {
        return ask(index, List.of(again.target()), again.retryAfterMillis() + retryDelayMillis(here.size()), seen);
    }

    /** Whether the provider says to wait for more than half of the time that is left. */
    private boolean isTooFarOff(AttemptResult again, Observation seen) {
        return again.retryAfterMillis() > (budget.deadlineMillis() - seen.elapsedMillis()) / 2;
    }

    /** Whether the model's answer was among those that a hybrid plan weighed, in vain: it would not be another. */
    private boolean wasWeighed(Target target) {
        return plan.weighing() != null
                && results.stream()
                        .anyMatch(result -> result.ending() == Ending.ANSWERED
                                && result.target().id().equals(target.id()));
    }

    private @Nullable Move onPanel(int index, Rung.Panel panel, List<AttemptResult> here, Observation seen) {
        if (!here.isEmpty()) {
            AttemptResult candidate = scrutiny.candidate(panel, results.subList(0, rungStart), here);
            return candidate == null ? null : settle(index, candidate, seen);
        }
        List<Target> available = panel.targets().stream()
                .filter(target -> !seen.unavailable().contains(target.id()))
                .toList();
        boolean enough = available.size() >= panel.agree() && results.size() + available.size() <= budget.attempts();
        return enough ? ask(index, available, 0, seen) : null;
    }

    private Move ask(int index, List<Target> targets, long delayMillis, Observation seen) {
        if (seen.elapsedMillis() + delayMillis >= budget.deadlineMillis()) {
            return end(new Move.Fail(
                    Move.Failure.DEADLINE, "the deadline of " + budget.deadlineMillis() + " ms has passed"));
        }
        if (results.size() + targets.size() > budget.attempts()) {
            return end(
                    new Move.Fail(Move.Failure.BUDGET, "the budget of " + budget.attempts() + " attempts is used up"));
        }
        List<Move.Call> calls = new ArrayList<>();
        long reserved = allowance.spentMicros();
        for (Target target : targets) {
            long most = allowance.mostMicros(target.model());
            reserved += most;
            calls.add(new Move.Call(results.size() + calls.size() + 1, target, most));
        }
        if (reserved > budget.costMicros()) {
            return end(new Move.Fail(
                    Move.Failure.BUDGET,
                    "the next attempt may cost more than is left of the budget of " + budget.costMicros()
                            + " micro-dollars"));
        }
        return new Move.Ask(index, calls, delayMillis);
    }

    /** The best that there is: of the answers that passed every hard check the likeliest, the first of equals; else a failure. */
    private Move end(Move.@Nullable Fail why) {
        AttemptResult best = null;
        for (AttemptResult result : results) {
            if (result.servable() && (best == null || hearing.likelihood(result) > hearing.likelihood(best))) {
                best = result;
            }
        }
        if (best != null) {
            return new Move.Serve(best.number(), true);
        }
        if (why != null && (results.isEmpty() || why.why() == Move.Failure.DEADLINE)) {
            return why;
        }
        return failure(why);
    }

    private Move failure(Move.@Nullable Fail why) {
        boolean answered = results.stream().anyMatch(AttemptResult::isAnswer);
        if (answered) {
            return new Move.Fail(Move.Failure.NO_ANSWER_PASSED, "every answer failed a check: " + lastRejection());
        }
        if (!results.isEmpty() && results.stream().allMatch(result -> result.ending() == Ending.BAD_REQUEST)) {
            return new Move.Fail(Move.Failure.BAD_REQUEST, "the provider refuses the request");
        }
        if (why != null) {
            return why;
        }
        return new Move.Fail(
                Move.Failure.TARGETS_FAILED,
                results.isEmpty()
                        ? "every target of the plan is known to be down"
                        : "every target failed; the last was "
                                + results.getLast().target().id() + ": "
                                + results.getLast().ending().label());
    }

    private String lastRejection() {
        for (AttemptResult result : results.reversed()) {
            if (result.isAnswer()) {
                return rejection(result);
            }
        }
        return "";
    }

    private String nothingFeasible() {
        StringBuilder text = new StringBuilder("no target can serve this request");
        for (Plan.Excluded excluded : plan.excluded()) {
            text.append("; ").append(excluded.target()).append(": ").append(excluded.reason());
        }
        return text.toString();
    }

    private static int tries(List<AttemptResult> here, Target target) {
        int tries = 0;
        for (AttemptResult result : here) {
            if (result.target().equals(target)) {
                tries++;
            }
        }
        return tries;
    }

    /** Doubles from {@value #RETRY_BASE_MILLIS} ms, with up to as much again at random. */
    private long retryDelayMillis(int triesBefore) {
        long base = RETRY_BASE_MILLIS << Math.min(triesBefore - 1, 6);
        return base + Long.remainderUnsigned(Draw.number(draw, 1_000 + results.size()), base);
    }
}
