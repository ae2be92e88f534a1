package io.tiergate.dataplane.call;

import io.tiergate.dataplane.model.Answer;
import io.tiergate.dataplane.model.ChatRequest;
import io.tiergate.dataplane.model.Exchange;
import io.tiergate.dataplane.model.Responder.CallerGoneException;
import io.tiergate.dataplane.model.RoutingInfo;
import io.tiergate.dataplane.model.Trail;
import io.tiergate.policy.answer.AnswerTraits;
import io.tiergate.policy.answer.CanonicalAnswer;
import io.tiergate.policy.compile.Target;
import io.tiergate.policy.compile.TaskProfile;
import io.tiergate.policy.cost.TokenUsage;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.gate.CheckResult;
import io.tiergate.policy.plan.AttemptResult;
import io.tiergate.policy.plan.Climb;
import io.tiergate.policy.plan.Decision;
import io.tiergate.policy.plan.Ending;
import io.tiergate.policy.plan.Likeness;
import io.tiergate.policy.plan.Move;
import io.tiergate.policy.plan.Observation;
import io.tiergate.policy.plan.Plan;
import io.tiergate.policy.plan.Rung;
import io.tiergate.policy.record.DecisionRecord.Attempt;
import io.tiergate.policy.record.DecisionRecord.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Walks a plan's rungs for one request: makes the moves that {@link Climb} chooses and tells it what came of them. Blocks, so it runs
 * on the request's virtual thread. Confined to it.
 */
public final class Walker {
    private static final long NANOS_PER_MICRO = 1_000;

    private final Targets targets;
    private final Examiner examiner;
    private final Exchange exchange;
    private final Decision decision;
    private final Trail trail;
    private final Cancellation cancellation = new Cancellation();
    private final ProviderCalls calls;
    private final Commentary commentary;
    private final Map<Integer, Answer> answers = new HashMap<>();
    private String lastFailure = "";
    /** Of an attempt; thrown once everything that was billed meanwhile is on the trail. */
    private volatile @Nullable Throwable bug;

    /** A walker for one request. */
    public Walker(Targets targets, Examiner examiner, Exchange exchange, Decision decision, Trail trail) {
        this.targets = targets;
        this.examiner = examiner;
        this.exchange = exchange;
        this.decision = decision;
        this.trail = trail;
        this.calls = new ProviderCalls(exchange, decision, trail, cancellation);
        this.commentary = new Commentary(exchange.responder(), cancellation);
    }

    /** Looks at answers' texts; the gate's side of the walk. */
    public interface Examiner {
        /** What each hard check of the task's gate says. */
        List<CheckResult> examine(Decision decision, Answer answer);

        /** What a judge is asked about an answer. */
        ChatRequest judgeQuestion(Answer answer);

        /** The grade in a judge's answer; empty: none can be read. */
        OptionalInt grade(Answer answer);

        /** The answer as it is compared with others; empty: none can be read. */
        Optional<CanonicalAnswer> canonical(TaskProfile task, Answer answer);

        /** How likely a free-text answer says the same as earlier ones, by attempt. May block. */
        Resemblance compare(Decision decision, Answer answer, Map<Integer, Answer> earlier);
    }

    /**
     * What came of comparing an answer with earlier ones.
     *
     * @param alike of those that were compared
     * @param unasked why some were not, in a few words; empty: all were
     */
    public record Resemblance(List<Likeness> alike, String unasked) {
        public Resemblance {
            alike = List.copyOf(alike);
        }
    }

    /**
     * How a walk ended.
     *
     * @param seen what the last move was chosen on
     * @param move the last move: serve or fail
     * @param answer the served answer; null after a failure
     * @param served where it is from
     * @param accepted the gate accepts the served answer; a live stream cannot be taken back when it does not
     * @param escalations answers rejected on the way
     * @param upstream what the last failed attempt's provider said; empty: none failed
     */
    public record Walked(
            Observation seen,
            Move move,
            @Nullable Answer answer,
            RoutingInfo.ServedBy served,
            boolean accepted,
            int escalations,
            String upstream) {}

    /** Walks to the end. */
    public Walked walk(Plan plan) {
        exchange.responder().onCancel(cancellation::cancel);
        Climb climb = decision.climb(plan);
        while (true) {
            Observation seen = new Observation(
                    trail.elapsedMillis(System.nanoTime()),
                    targets.unavailable(plan, decision.task().judges()));
            switch (climb.next(seen)) {
                case Move.Ask ask -> {
                    commentary.escalated(plan, climb, ask);
                    climb = made(climb, ask, plan, seen);
                }
                case Move.Judge judge -> {
                    climb = judged(climb, judge, seen);
                }
                case Move.Serve serve -> {
                    return served(climb, seen, serve);
                }
                case Move.Fail fail -> {
                    return new Walked(
                            seen, fail, null, RoutingInfo.ServedBy.NOBODY, false, climb.escalations(fail), lastFailure);
                }
            }
        }
    }

    private Walked served(Climb climb, Observation seen, Move.Serve serve) {
        AttemptResult result = climb.results().get(serve.attempt() - 1);
        return new Walked(
                seen,
                serve,
                Objects.requireNonNull(answers.get(serve.attempt())),
                new RoutingInfo.ServedBy(result.target().tier(), result.target().id(), serve.belowBar()),
                climb.accepts(result),
                climb.escalations(serve),
                lastFailure);
    }

    /** The climb after a move has been made. */
    private Climb made(Climb climb, Move.Ask ask, Plan plan, Observation seen) {
        long start = System.nanoTime();
        Rung rung = plan.rungs().get(ask.rung());
        boolean last = ask.rung() == plan.rungs().size() - 1;
        List<Attempt> attempts = new ArrayList<>();
        if (ask.delayMillis() > 0 && !targets.pause(ask.delayMillis(), cancellation)) {
            ask.calls().forEach(call -> attempts.add(cancelled(call)));
        } else {
            List<Callable<Attempt>> runners = new ArrayList<>();
            ask.calls().forEach(call -> runners.add(() -> attempt(call, rung, last)));
            attempts.addAll(Race.all(runners));
        }
        long upstream = System.nanoTime() - start;
        Climb after = stepped(climb, ask, seen, climb.compares(ask) ? compared(attempts, climb) : attempts, upstream);
        attempts.stream()
                .filter(attempt -> !attempt.result().isAnswer())
                .map(Attempt::detail)
                .filter(detail -> !detail.isEmpty())
                .forEach(detail -> lastFailure = detail);
        after.latest(attempts.size()).forEach(commentary::discarded);
        return after;
    }

    /** The climb after a judge has spoken, or has not. */
    private Climb judged(Climb climb, Move.Judge move, Observation seen) {
        long start = System.nanoTime();
        List<Attempt> judgement = List.of(askJudge(move));
        Climb after = stepped(climb, move, seen, judgement, System.nanoTime() - start);
        AttemptResult answer = after.results().get(move.attempt() - 1);
        commentary.judged(after, answer);
        return after;
    }

    /** Free-text answers held beside those before them, of this step and of earlier ones; what that takes is the agent's own time. */
    private List<Attempt> compared(List<Attempt> attempts, Climb climb) {
        List<AttemptResult> earlier = new ArrayList<>(climb.results());
        List<Attempt> compared = new ArrayList<>(attempts.size());
        for (Attempt attempt : attempts) {
            compared.add(beside(earlier, attempt));
            earlier.add(attempt.result());
        }
        return compared;
    }

    /** Never throws, as {@link #attempt} does not. */
    private Attempt beside(List<AttemptResult> earlier, Attempt attempt) {
        Digest own = attempt.result().canonical();
        Map<Integer, Answer> others = new HashMap<>();
        for (AttemptResult other : earlier) {
            Digest digest = other.canonical();
            if (own != null && digest != null && !own.equals(digest)) {
                others.put(other.number(), Objects.requireNonNull(answers.get(other.number())));
            }
        }
        if (others.isEmpty()) {
            return attempt;
        }
        Answer answer = Objects.requireNonNull(answers.get(attempt.result().number()));
        Resemblance found;
        try {
            found = examiner.compare(decision, answer, others);
        } catch (RuntimeException | Error broken) {
            bug = broken;
            found = new Resemblance(List.of(), "the agent broke on it");
        }
        return new Attempt(
                attempt.result().beside(found.alike()),
                found.unasked().isEmpty() ? "" : "not compared: " + found.unasked(),
                attempt.model(),
                attempt.firstMicros(),
                attempt.totalMicros());
    }

    private Climb stepped(
            Climb climb, Move.Calling move, Observation seen, List<Attempt> attempts, long upstreamNanos) {
        attempts.forEach(targets::tell);
        Climb after = climb.after(move, attempts.stream().map(Attempt::result).toList());
        trail.step(new Step(seen, move, Attempt.with(attempts, after)), upstreamNanos);
        if (bug != null) {
            throw new IllegalStateException("an attempt broke", bug);
        }
        return after;
    }

    /** Never throws, as {@link #attempt} does not. */
    private Attempt askJudge(Move.Judge move) {
        JudgeCall judging = new JudgeCall(move);
        TokenUsage usage = TokenUsage.NONE;
        try {
            Target judge = move.call().target();
            ChatRequest question = examiner.judgeQuestion(Objects.requireNonNull(answers.get(move.attempt())));
            Reply reply = targets.provider(judge.model()).complete(calls.ofJudge(move.call(), question));
            if (!calls.isDeadlineTighter()) {
                targets.observe(judge, reply);
            }
            usage = Billed.of(reply, JudgeCall.inputTokens(question));
            return judging.of(reply, usage, examiner);
        } catch (RuntimeException | Error broken) {
            bug = broken;
            return judging.broken(usage);
        }
    }

    /** Never throws: what it was billed for, and what other attempts of its step were, goes on record. */
    private Attempt attempt(Move.Call call, Rung rung, boolean last) {
        long start = System.nanoTime();
        FirstPiece first = new FirstPiece(call.target());
        TokenUsage usage = TokenUsage.NONE;
        try {
            Reply reply = ask(call, rung, last, first);
            usage = Billed.of(reply, decision.features().size().inputTokens());
            return switch (reply) {
                case Reply.Answered answered -> answered(call, rung, answered, usage, first.timing(start));
                case Reply.Failed failed -> unanswered(call, failed, usage, first.timing(start));
            };
        } catch (RuntimeException | Error broken) {
            bug = broken;
            Reply.Failed failed = failed(Ending.BROKEN, "the agent broke on it", first.began());
            return unanswered(call, failed, usage, first.timing(start));
        }
    }

    private Reply ask(Move.Call call, Rung rung, boolean last, FirstPiece first) {
        boolean live = rung instanceof Rung.Single single && single.live();
        ProviderCall providerCall = calls.ofAnswer(call, live, !live && !last && wantsLogprobs(call.target()));
        Provider provider = targets.provider(call.target().model());
        Reply reply = live ? provider.stream(providerCall, first) : provider.complete(providerCall);
        if (!calls.endedByCallersDeadline(reply)) {
            targets.observe(call.target(), reply);
        }
        return reply;
    }

    /** Whether the gate goes by this model's log-probabilities, and it gives them. */
    private boolean wantsLogprobs(Target target) {
        return decision.task().soft().wantsLogprobs(target.id())
                && target.model().givesLogprobs();
    }

    private static Attempt unanswered(Move.Call call, Reply.Failed failed, TokenUsage usage, Took took) {
        AttemptResult result = new AttemptResult(
                call.number(),
                call.target(),
                failed.ending(),
                usage,
                List.of(),
                null,
                null,
                failed.started(),
                failed.retryAfterMillis());
        return new Attempt(result, failed.detail(), "", failed.started() ? took.firstMicros() : 0, took.totalMicros());
    }

    private static Reply.Failed failed(Ending ending, String detail, boolean started) {
        return new Reply.Failed(ending, detail, 0, Reply.Work.NONE, started);
    }

    private Attempt answered(Move.Call call, Rung rung, Reply.Answered answered, TokenUsage usage, Took took) {
        TaskProfile task = decision.task();
        Answer answer = answered.answer();
        List<CheckResult> checks = examiner.examine(decision, answer);
        boolean weighed = rung instanceof Rung.Weighed || (!task.soft().isEmpty() && !answer.toolCalls());
        Optional<CanonicalAnswer> canonical =
                rung instanceof Rung.Single && !weighed ? Optional.empty() : examiner.canonical(task, answer);
        synchronized (answers) {
            answers.put(call.number(), answer);
        }
        AttemptResult result = new AttemptResult(
                call.number(),
                call.target(),
                Ending.ANSWERED,
                usage,
                checks,
                canonical.map(CanonicalAnswer::digest).orElse(null),
                weighed ? AnswerTraits.of(answer.text(), canonical, answered.logprob()) : null,
                took.streamed(),
                0);
        return new Attempt(result, "", answer.model(), took.firstMicros(), took.totalMicros());
    }

    private static Attempt cancelled(Move.Call call) {
        Reply.Failed gone = failed(Ending.CANCELLED, "the caller went away", false);
        return unanswered(call, gone, TokenUsage.NONE, Took.NOTHING);
    }

    private int answersSoFar() {
        synchronized (answers) {
            return answers.size();
        }
    }

    /** How long an attempt took, in microseconds, and whether something of it was streamed to the caller. */
    private record Took(boolean streamed, long firstMicros, long totalMicros) {
        static final Took NOTHING = new Took(false, 0, 0);
    }

    /** Hands a live stream to the caller, and commits to it with its first piece. */
    private final class FirstPiece implements Provider.Sink {
        private final Target target;
        private long nanos;

        FirstPiece(Target target) {
            this.target = target;
        }

        boolean began() {
            return nanos != 0;
        }

        /** Until now; a whole answer's first byte comes with its last. */
        Took timing(long startNanos) {
            long total = (System.nanoTime() - startNanos) / NANOS_PER_MICRO;
            return began()
                    ? new Took(true, (nanos - startNanos) / NANOS_PER_MICRO, total)
                    : new Took(false, total, total);
        }

        @Override
        public void piece(byte[] chunk) throws CallerGoneException {
            if (nanos == 0) {
                nanos = System.nanoTime();
                RoutingInfo.ServedBy served = new RoutingInfo.ServedBy(target.tier(), target.id(), false);
                exchange.responder().commit(trail.info(served, answersSoFar()));
            }
            exchange.responder().piece(chunk);
        }
    }
}
