package io.tiergate.dataplane.pipeline;

import static io.tiergate.dataplane.Upstream.after;
import static io.tiergate.dataplane.Upstream.says;
import static io.tiergate.dataplane.Upstream.status;
import static io.tiergate.dataplane.Upstream.streamsThenBreaks;
import static io.tiergate.dataplane.pipeline.BoundedPolicy.policy;
import static io.tiergate.dataplane.pipeline.Caller.ask;
import static io.tiergate.dataplane.pipeline.StrategyTest.attempts;
import static io.tiergate.dataplane.pipeline.StrategyTest.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.dataplane.LocalAgent;
import io.tiergate.dataplane.call.http.Calls;
import io.tiergate.dataplane.model.Declared;
import io.tiergate.dataplane.model.ErrorKind;
import io.tiergate.policy.cost.LedgerLine;
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

/** However a request ends, there is one record of it, what was billed is on it, and its place is given back. */
@Timeout(180)
class EveryExitTest {
    private static final String WIDE = policy("wide", "attempts: 6");

    private final LocalAgent agent = LocalAgent.running(WIDE);
    private final CountDownLatch hungUp = new CountDownLatch(1);

    @AfterEach
    void close() throws IOException {
        agent.close();
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
}
