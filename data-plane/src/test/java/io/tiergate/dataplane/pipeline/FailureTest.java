package io.tiergate.dataplane.pipeline;

import static io.tiergate.dataplane.Upstream.after;
import static io.tiergate.dataplane.Upstream.finishes;
import static io.tiergate.dataplane.Upstream.hangs;
import static io.tiergate.dataplane.Upstream.says;
import static io.tiergate.dataplane.Upstream.status;
import static io.tiergate.dataplane.Upstream.streamsThenBreaks;
import static io.tiergate.dataplane.Upstream.streamsThenHangs;
import static io.tiergate.dataplane.pipeline.Caller.ask;
import static io.tiergate.dataplane.pipeline.StrategyTest.attempts;
import static io.tiergate.dataplane.pipeline.StrategyTest.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.dataplane.LocalAgent;
import io.tiergate.dataplane.call.http.Calls;
import io.tiergate.dataplane.model.Declared;
import io.tiergate.dataplane.model.ErrorKind;
import io.tiergate.policy.cost.LedgerLine;
import io.tiergate.policy.cost.TokenUsage;
import io.tiergate.policy.plan.Ending;
import io.tiergate.policy.plan.Move;
import io.tiergate.policy.record.DecisionRecord;
import io.tiergate.policy.record.DecisionRecord.End;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is done about failures, within the one budget of a request; and one record on every exit. */
@Timeout(180)
class FailureTest {
    private static final String TWO_ATTEMPTS = policy("two-attempts", "attempts: 2");
    private static final String ONE_ATTEMPT = policy("one-attempt", "attempts: 1");
    private static final String POOR = policy("poor", "cost_usd: 0.000400");
    private static final String WIDE = policy("wide", "attempts: 6");
    private static final String HASTY = policy("hasty", "deadline: 400ms");

    private final LocalAgent agent = LocalAgent.running(TWO_ATTEMPTS, ONE_ATTEMPT, POOR, HASTY, WIDE);
    private final CountDownLatch hungUp = new CountDownLatch(1);

    /** A policy of that name, bounded so; its {@code loose} consensus has no hard check to fail. */
    private static String policy(String name, String budget) {
        return """
                policy: %s
                tiers:
                  - { name: small, targets: [ { model: p/small } ] }
                  - { name: mid,   targets: [ { model: p/mid } ] }
                  - { name: pair,  specialist: true, targets: [ { model: p/small }, { model: p/small2 } ] }
                tasks:
                  draft: { owner: ops, strategy: cascade, gate: [finish], output_tokens: 10 }
                  pair:  { owner: ops, strategy: fixed, tier: pair }
                  risky: { owner: ops, strategy: consensus, answer: { kind: number }, output_tokens: 10, gate: [refusal],
                           rungs: [ { ask: [p/small, b/broken, b/unreadable], agree: 2 }, { tier: mid } ] }
                  loose: { owner: ops, strategy: consensus, answer: { kind: number }, output_tokens: 10,
                           rungs: [ { ask: [p/small, p/small2], agree: 2 }, { tier: mid } ] }
                default_task: draft
                budget: { %s }
                timeouts: { first_token: 300ms, idle: 300ms }
                """.formatted(name, budget);
    }

    @AfterEach
    void close() throws IOException {
        agent.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 503})
    void failureThatMayPass_isTriedAgainAfterAPause(int code) {
        agent.upstream().model("mid", status(code), says("Second try"));

        Caller caller = Caller.send(agent, ask("support/fixed", "Hi"));

        assertThat(caller.answer().text()).isEqualTo("Second try");
        assertThat(caller.routing().escalations()).isZero();
        DecisionRecord record = agent.record();
        assertThat(record.steps()).hasSize(2);
        assertThat(record.steps().get(1).ask().delayMillis()).isBetween(50L, 100L);
        assertThat(record.costMicros()).isEqualTo(200);
    }

    @Test
    void providerThatSaysWhenToTryAgain_isAskedThen() {
        agent.upstream().model("mid", status(429, "retry-after-ms", "120"), says("Second try"));

        Caller caller = Caller.send(agent, ask("support/fixed", "Hi"));

        assertThat(caller.answer().text()).isEqualTo("Second try");
        DecisionRecord record = agent.record();
        assertThat(record.steps().get(1).ask().delayMillis()).isBetween(170L, 220L);
        assertThat(LocalAgent.json(record)).contains("\"retry_after_ms\":120");
    }

    @Test
    void providerThatSaysToWaitLong_isNotWaitedFor() {
        agent.upstream().model("mid", status(503, "retry-after", "3600")).model("frontier", says("I stand in"));

        Caller caller = Caller.send(agent, ask("support/fixed", "Hi"));

        assertThat(caller.answer().text()).isEqualTo("I stand in");
        assertThat(agent.upstream().called()).containsExactly("mid", "frontier");
        agent.record();
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500})
    void targetThatKeepsFailing_isReplacedByAnotherOfItsTier(int code) {
        agent.upstream().model("small", status(code)).model("small2", says("I stand in"));

        Caller caller = until("small", "support/pair");

        assertThat(caller.answer().text()).isEqualTo("I stand in");
        assertThat(caller.routing().served().tier()).isEqualTo("pair");
        assertThat(agent.upstream().called()).endsWith("small", "small", "small2");
    }

    @Test
    void targetThatAnswersTooLate_isReplacedWithoutBeingTriedAgain() throws InterruptedException {
        agent.upstream().model("small", hangs(hungUp)).model("small2", says("one two"));

        Caller caller = untilStreamed("small", "two-attempts/pair");

        assertThat(caller.answer().text()).isEqualTo("one two");
        assertThat(agent.upstream().called()).endsWith("small", "small2");
        assertThat(hungUp.await(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void everyTargetFailing_saysWhichFailedLastAndHow() {
        agent.upstream().model("small", status(500)).model("mid", status(503)).model("frontier", status(429));

        Caller caller = Caller.send(agent, ask("support", "Hi"));

        assertThat(caller.refusal().kind()).isEqualTo(ErrorKind.TARGETS_FAILED);
        assertThat(caller.refusal().message()).contains("p/frontier").contains("rate_limited");
        assertThat(attempts(agent.record())).hasSize(6).allSatisfy(attempt -> {
            assertThat(attempt.detail()).contains("scripted failure");
            assertThat(attempt.result().ending()).isNotEqualTo(Ending.ANSWERED);
        });
    }

    @Test
    void requestThatTheProviderRefuses_isNotTriedAgain_andIsTheCallersError() {
        agent.upstream().model("mid", status(400)).model("frontier", status(400));

        Caller caller = Caller.send(agent, ask("support/fixed", "Hi"));

        assertThat(caller.refusal().kind()).isEqualTo(ErrorKind.REFUSED_UPSTREAM);
        assertThat(caller.refusal().message()).contains("scripted failure");
        assertThat(agent.upstream().called()).containsExactly("mid", "frontier");
        agent.record();
    }

    @Test
    void targetThatFailsOften_isNotAskedForAWhile() {
        agent.upstream().model("small", status(500)).model("mid", says("Fine"));
        for (int i = 0; i < 3; i++) {
            assertThat(Caller.send(agent, ask("support", "Try " + i)).answer().text())
                    .isEqualTo("Fine");
            agent.record();
        }
        int before = agent.upstream().called().size();

        assertThat(Caller.send(agent, ask("support", "And now")).answer().text())
                .isEqualTo("Fine");

        assertThat(agent.upstream()
                        .called()
                        .subList(before, agent.upstream().called().size()))
                .containsExactly("mid");
        assertThat(agent.record().steps().getFirst().seen().unavailable()).containsExactly("p/small");
    }

    @Test
    void planWhoseTargetsAreAllDown_failsAtOnce() {
        agent.upstream().model("small2", status(500));
        for (int i = 0; i < 3; i++) {
            Caller.send(agent, ask("p/small2", "Try " + i)).refusal();
            agent.record();
        }
        int before = agent.upstream().called().size();

        Caller caller = Caller.send(agent, ask("p/small2", "And now"));

        assertThat(caller.refusal().kind()).isEqualTo(ErrorKind.TARGETS_FAILED);
        assertThat(caller.refusal().message()).contains("known to be down");
        assertThat(agent.upstream().called()).hasSize(before);
        agent.record();
    }

    @Test
    void answerThatBreaksOff_isEstimated_asTheProviderMayBillIt() {
        agent.upstream().model("small", streamsThenBreaks("Once upon a time"));

        Caller caller = Caller.send(agent, Caller.stream("support", "Hello"));

        assertThat(caller.refusal().kind()).isEqualTo(ErrorKind.CUT);
        DecisionRecord record = agent.record();
        assertThat(record.ledger()).singleElement().satisfies(line -> {
            assertThat(line.usage()).isEqualTo(TokenUsage.NONE.estimated(6, 4)); // "Hello" in one turn; 16 characters
            assertThat(line.micros()).isEqualTo(14);
        });
        assertThat(caller.routing().costMicros()).isEqualTo(14);
    }

    @Test
    void answerWithoutUsage_isEstimated() {
        agent.upstream().model("small", (request, wire) -> wire.reply(200, """
                {"id": "up-1", "model": "small", "choices": [
                  {"message": {"role": "assistant", "content": "Four words of it"}, "finish_reason": "stop"}]}"""));

        Caller.send(agent, ask("support", "Hello")).answer();

        assertThat(agent.record().ledger())
                .extracting(LedgerLine::usage)
                .containsExactly(TokenUsage.NONE.estimated(6, 4));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 429, 500})
    void refusal_costsNothing(int code) {
        agent.upstream().model("small", status(code)).model("mid", says("Fine"));

        Caller.send(agent, ask("support", "Hi")).answer();

        assertThat(agent.record().ledger()).extracting(LedgerLine::target).containsExactly("p/mid");
    }

    @Test
    void streamThatStalls_isCut() throws InterruptedException {
        agent.upstream()
                .model("small", streamsThenHangs("Once", hungUp))
                .model("small2", streamsThenHangs("Once", hungUp));

        Caller caller = Caller.send(agent, Caller.stream("two-attempts/pair", "Hi"));

        assertThat(caller.refusal().kind()).isEqualTo(ErrorKind.CUT);
        assertThat(hungUp.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(attempts(agent.record()).getFirst().detail()).contains("nothing more came for 300 ms");
    }

    @Test
    void crowdOfRequestsThatEndInEveryWay_leavesOneRecordEach() {
        agent.upstream()
                .model("small", says("Hello"))
                .model("mid", status(400))
                .model("frontier", status(400))
                .model("small2", streamsThenBreaks("Once"));
        List<String> bodies = List.of(
                ask("support", "the same"),
                ask("support", "number %d"),
                Caller.stream("support", "number %d"),
                ask("support/fixed", "number %d"),
                Caller.stream("p/small2", "number %d"),
                ask("b/broken", "number %d"),
                ask("nowhere", "number %d"));
        List<Caller> callers = new ArrayList<>();
        for (int i = 0; i < 350; i++) {
            Caller caller = Caller.send(agent, bodies.get(i % bodies.size()).formatted(i));
            callers.add(caller);
            if (i % 5 == 0) {
                caller.leave();
            }
        }

        callers.forEach(Caller::routing);

        assertThat(agent.records(350))
                .extracting(record -> record.header().id())
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(callers.stream()
                        .map(caller -> caller.routing().decisionId())
                        .toList());
    }

    @Test
    void callersOwnShortDeadline_doesNotSpeakAgainstTheTarget() {
        agent.upstream().model("mid", hangs(hungUp));
        for (int i = 0; i < 6; i++) {
            Caller caller = Caller.send(
                    agent,
                    ask("support/fixed", "Try " + i),
                    new Said().deadlineMillis(30).declared());
            assertThat(caller.refusal().kind()).isEqualTo(ErrorKind.DEADLINE);
            agent.record();
        }
        agent.upstream().model("mid", says("I was there all the time"));

        assertThat(Caller.send(agent, ask("support/fixed", "Patiently"))
                        .answer()
                        .model())
                .isEqualTo("mid");

        assertThat(agent.record().steps().getFirst().seen().unavailable()).isEmpty();
    }

    @Test
    void attempts_areOneBudgetOverRetriesAndRungs() {
        agent.upstream().model("small", status(500)).model("mid", says("never asked"));

        Caller caller = Caller.send(agent, ask("two-attempts", "Hi"));

        assertThat(caller.refusal().kind()).isEqualTo(ErrorKind.REQUEST_BUDGET);
        assertThat(caller.refusal().message()).contains("2 attempts");
        assertThat(agent.upstream().called()).containsExactly("small", "small");
        agent.record();
    }

    @Test
    void budgetThatEndsAfterRejections_isAnErrorThatSaysSo() {
        agent.upstream().model("small", finishes("cut o", "length"));

        Caller caller = Caller.send(agent, ask("one-attempt", "Hi"));

        assertThat(caller.refusal().kind()).isEqualTo(ErrorKind.NO_ANSWER_PASSED);
        assertThat(caller.refusal().message()).contains("finish");
        agent.record();
    }

    @Test
    void budgetThatEnds_servesTheFirstAnswerThatPassed_belowTheBar() {
        agent.upstream().model("small", says("41")).model("small2", says("42"));

        Caller caller = Caller.send(agent, ask("two-attempts/loose", "Add"));

        assertThat(caller.answer().text()).isEqualTo("41");
        assertThat(caller.routing().served().belowBar()).isTrue();
        assertThat(agent.record().end())
                .isInstanceOfSatisfying(
                        End.Walked.class, walked -> assertThat(walked.move()).isEqualTo(new Move.Serve(1, true)));
    }

    @Test
    void money_isReservedBeforeAnAttempt() {
        agent.upstream().model("small", finishes("cut o", "length")).model("mid", says("affordable"));

        assertThat(Caller.send(agent, ask("poor", "Hi")).answer().text()).isEqualTo("affordable");
        Caller caller = Caller.send(agent, ask("poor", "Hi").replace("}]", "}],\"max_tokens\":1000"));

        assertThat(caller.refusal().kind()).isEqualTo(ErrorKind.REQUEST_BUDGET);
        assertThat(caller.refusal().message()).contains("400 micro-dollars");
        assertThat(agent.upstream().called()).containsExactly("small", "mid");
        assertThat(agent.records(2).getLast().steps()).isEmpty();
    }

    @Test
    void deadline_isOneBudgetOverAllAttempts() throws InterruptedException {
        agent.upstream().model("small", hangs(hungUp)).model("mid", says("too late"));

        Caller caller = Caller.send(agent, ask("hasty", "Hi"));

        assertThat(caller.refusal().kind()).isEqualTo(ErrorKind.DEADLINE);
        assertThat(caller.refusal().message()).contains("400 ms");
        assertThat(hungUp.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(agent.upstream().called()).containsExactly("small");
        assertThat(agent.record().timing().total()).isGreaterThanOrEqualTo(400_000);
    }

    @Test
    void deadlineThatHasPassed_callsNothing() {
        Caller caller = Caller.send(
                agent, ask("support", "Hi"), new Said().deadlineMillis(0).declared());

        assertThat(caller.refusal().kind()).isEqualTo(ErrorKind.DEADLINE);
        assertThat(agent.upstream().called()).isEmpty();
        agent.record();
    }

    @Test
    void callerThatLeaves_cancelsTheCall_andIsRecordedAsCancelled() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        agent.upstream().model("mid", (request, wire) -> {
            asked.countDown();
            wire.awaitClosed(hungUp);
        });
        Caller caller = Caller.send(agent, ask("support/fixed", "Hi"));
        assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();

        caller.leave();

        assertThat(hungUp.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(caller.refusal().kind()).isEqualTo(ErrorKind.CANCELLED);
        assertThat(failure(agent.record())).isEqualTo(Move.Failure.CANCELLED);
    }

    @Test
    void callerThatLeavesDuringARetrysPause_isRecordedAsCancelled() {
        CompletableFuture<Caller> caller = new CompletableFuture<>();
        agent.upstream().model("mid", (request, wire) -> {
            Caller leaving = caller.join();
            wire.reply(500, "{}");
            leaving.leave();
        });
        caller.complete(Caller.send(agent, ask("support/fixed", "Hi")));

        assertThat(caller.join().refusal().kind()).isEqualTo(ErrorKind.CANCELLED);
        assertThat(failure(agent.record())).isEqualTo(Move.Failure.CANCELLED);
    }

    @Test
    void bugInAStage_endsItsOwnRequest_withARecord_andNoOther() {
        agent.upstream().model("small", says("Unharmed"));

        Caller broken = Caller.send(agent, ask("b/broken", "Hi"));
        Caller other = Caller.send(agent, ask("support", "Hi"));

        assertThat(broken.refusal().kind()).isEqualTo(ErrorKind.INTERNAL);
        assertThat(broken.refusal().message()).contains(broken.routing().decisionId());
        assertThat(other.answer().text()).isEqualTo("Unharmed");
        List<DecisionRecord> records = agent.records(2);
        assertThat(records)
                .filteredOn(
                        record -> record.header().id().equals(broken.routing().decisionId()))
                .singleElement()
                .satisfies(record -> assertThat(record.end()).isInstanceOf(End.Refused.class));
    }

    @Test
    void bugInOneAttempt_losesNothingThatWasBilled() {
        agent.upstream().model("small", says("42"));

        Caller caller = Caller.send(agent, ask("wide/risky", "Add"));

        assertThat(caller.refusal().kind()).isEqualTo(ErrorKind.INTERNAL);
        DecisionRecord record = agent.record();
        assertThat(attempts(record))
                .extracting(attempt -> attempt.result().ending())
                .containsExactly(Ending.ANSWERED, Ending.BROKEN, Ending.BROKEN);
        assertThat(record.ledger()).extracting(LedgerLine::target).containsExactly("p/small", "b/unreadable");
        assertThat(record.costMicros()).isEqualTo(40);
        assertThat(caller.routing().costMicros()).isEqualTo(40);
    }

    @Test
    void bugOnTheWayBack_leavesOneRecord() {
        agent.upstream().model("small", says("Hello"));

        Caller caller = new Caller().breaksOnce();
        caller.sends(agent, LocalAgent.ACME, Calls.request(ask("support", "Hi")), Declared.NOTHING);

        assertThat(caller.refusal().kind()).isEqualTo(ErrorKind.INTERNAL);
        assertThat(agent.record().costMicros()).isEqualTo(20);
    }

    @Test
    void placeOfATenant_isGivenBackOnEveryExit() {
        agent.upstream().model("small", says("Hello")).model("mid", status(400)).model("frontier", status(400));
        Declared leaveTheCache = new Said().noCache().declared();

        single(ask("support", "served"), leaveTheCache).answer();
        single(ask("support", "to be hit"), Declared.NOTHING).answer();
        single(ask("support", "to be hit"), Declared.NOTHING).answer();
        single(Caller.stream("support", "streamed"), leaveTheCache).answer();
        single(ask("support/fixed", "fails"), leaveTheCache).refusal();
        single(ask("b/broken", "bug"), leaveTheCache).refusal();
        single(ask("nowhere", "refused"), leaveTheCache).refusal();
        single(ask("support", "late"), new Said().deadlineMillis(0).declared()).refusal();

        assertThat(single(ask("support", "still welcome"), leaveTheCache)
                        .answer()
                        .text())
                .isEqualTo("Hello");
        agent.records(9);
    }

    @Test
    void tenantWithItsRequestsRunning_isRefusedOneMore() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        agent.upstream().model("small", (request, wire) -> {
            asked.countDown();
            after(gate, says("Hello")).answer(request, wire);
        });
        Caller first = single(ask("support", "first"), Declared.NOTHING);
        assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();

        Caller second = single(ask("support", "second"), Declared.NOTHING);

        assertThat(second.refusal().kind()).isEqualTo(ErrorKind.RATE_LIMITED);
        assertThat(second.refusal().retryAfterSeconds()).isEqualTo(1);
        gate.countDown();
        first.answer();
        agent.records(2);
    }

    private Caller single(String body, Declared declared) {
        return Caller.send(agent, LocalAgent.SINGLE, Calls.request(body), declared);
    }

    /** Sends requests until one asks that model first: which target of a tier is first, is drawn. */
    private Caller until(String first, String model) {
        return until(first, ask(model, "Try %d"), 0);
    }

    private Caller untilStreamed(String first, String model) {
        return until(first, Caller.stream(model, "Try %d"), 0);
    }

    private Caller until(String first, String body, int tries) {
        int before = agent.upstream().called().size();
        Caller caller = Caller.send(agent, body.formatted(tries));
        caller.routing();
        agent.record();
        boolean asked = agent.upstream().called().get(before).equals(first);
        return asked || tries > 60 ? caller : until(first, body, tries + 1);
    }
}
