package io.tiergate.dataplane.pipeline;

import static io.tiergate.dataplane.Upstream.after;
import static io.tiergate.dataplane.Upstream.callsTool;
import static io.tiergate.dataplane.Upstream.finishes;
import static io.tiergate.dataplane.Upstream.says;
import static io.tiergate.dataplane.Upstream.status;
import static io.tiergate.dataplane.pipeline.Caller.ask;
import static io.tiergate.dataplane.pipeline.Caller.stream;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.dataplane.Documents;
import io.tiergate.dataplane.LocalAgent;
import io.tiergate.dataplane.Upstream;
import io.tiergate.dataplane.call.http.ScriptedServer.Script;
import io.tiergate.dataplane.model.CacheState;
import io.tiergate.dataplane.model.Declared;
import io.tiergate.dataplane.model.ErrorKind;
import io.tiergate.policy.record.DecisionRecord;
import io.tiergate.policy.record.DecisionRecord.End;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the exact cache does for a request, and what must never be cached. */
@Timeout(180)
class CachingTest {
    private final LocalAgent agent = LocalAgent.running(Documents.STRICT);

    @AfterEach
    void close() throws IOException {
        agent.close();
    }

    @Test
    void sameRequestAgain_isAnsweredOnTheCallersThread_forNothing() {
        agent.upstream().model("small", says("Hello"));
        Caller first = Caller.send(agent, ask("support", "Hi"));
        assertThat(first.answer().text()).isEqualTo("Hello");
        assertThat(first.routing().cache()).isEqualTo(CacheState.MISS);
        agent.record();
        int hops = agent.hops().started();

        Caller second = Caller.send(agent, ask("support", "Hi"));

        assertThat(second.endedBy()).isSameAs(Thread.currentThread());
        assertThat(agent.hops().started()).isEqualTo(hops);
        assertThat(second.answer().body()).isEqualTo(first.answer().body());
        assertThat(second.routing().cache()).isEqualTo(CacheState.EXACT);
        assertThat(second.routing().costMicros()).isZero();
        assertThat(second.routing().served().target()).isEqualTo("p/small");
        assertThat(agent.upstream().called()).hasSize(1);
        DecisionRecord record = agent.record();
        assertThat(record.end()).isInstanceOf(End.Hit.class);
        assertThat(record.cache().origin()).isEqualTo(first.routing().decisionId());
        assertThat(record.referenceMicros()).isEqualTo(2_000);
    }

    @Test
    void streamedAnswer_isCachedWhenItIsWhole_andServesBothForms() {
        agent.upstream().model("small", says("One two three"));
        assertThat(Caller.send(agent, stream("support", "Count")).answer().text())
                .isEqualTo("One two three");
        agent.record();

        Caller whole = Caller.send(agent, ask("support", "Count"));
        Caller streamed = Caller.send(agent, stream("support", "Count"));

        assertThat(whole.answer().text()).isEqualTo("One two three");
        assertThat(streamed.answer().text()).isEqualTo("One two three");
        assertThat(agent.upstream().called()).hasSize(1);
        agent.records(2);
    }

    @Test
    void equalRequestsAtOnce_shareOneCall() throws InterruptedException {
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        agent.upstream().model("small", (request, wire) -> {
            asked.countDown();
            after(gate, says("Shared")).answer(request, wire);
        });
        List<Caller> callers = new ArrayList<>();
        callers.add(Caller.send(agent, ask("support", "Hi")));
        assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < 9; i++) {
            callers.add(Caller.send(agent, ask("support", "Hi")));
        }
        gate.countDown();

        assertThat(callers)
                .allSatisfy(caller -> assertThat(caller.answer().text()).isEqualTo("Shared"));
        assertThat(agent.upstream().called()).hasSize(1);
        assertThat(agent.records(10))
                .filteredOn(record -> record.end() instanceof End.Hit)
                .hasSize(9);
    }

    @Test
    void equalRequestsAtOnce_whereTheFirstFails_goOnAlone() throws InterruptedException {
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        agent.upstream()
                .model(
                        "small2",
                        (request, wire) -> {
                            asked.countDown();
                            after(gate, status(400)).answer(request, wire);
                        },
                        says("My own"));
        Caller first = Caller.send(agent, ask("p/small2", "Hi"));
        assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
        Caller second = Caller.send(agent, ask("p/small2", "Hi"));
        gate.countDown();

        assertThat(first.refusal().message()).contains("refuses");
        assertThat(second.answer().text()).isEqualTo("My own");
        agent.records(2);
    }

    @Test
    void equalRequestsAtOnce_whereTheFirstsCallerLeaves_goOnAlone() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch hungUp = new CountDownLatch(1);
        agent.upstream()
                .model(
                        "small",
                        (request, wire) -> {
                            asked.countDown();
                            wire.awaitClosed(hungUp);
                        },
                        says("My own"));
        Caller first = Caller.send(agent, ask("support", "Hi"));
        assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
        Caller second = Caller.send(agent, ask("support", "Hi"));

        first.leave();

        assertThat(second.answer().text()).isEqualTo("My own");
        assertThat(hungUp.await(60, TimeUnit.SECONDS)).isTrue();
        agent.records(2);
    }

    @Test
    void callerThatLeavesWhileItWaitsForItsEqual_endsAtOnce() throws InterruptedException {
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        agent.upstream().model("small", (request, wire) -> {
            asked.countDown();
            after(gate, says("Late")).answer(request, wire);
        });
        Caller first = Caller.send(agent, ask("support", "Hi"));
        assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
        Caller second = Caller.send(agent, ask("support", "Hi"));

        second.leave();

        assertThat(second.refusal().kind()).isEqualTo(ErrorKind.CANCELLED);
        gate.countDown();
        assertThat(first.answer().text()).isEqualTo("Late");
        assertThat(agent.upstream().called()).hasSize(1);
        agent.records(2);
    }

    /** A request and what answers it, that must not be served from the cache afterwards. */
    record Uncached(String what, String body, Declared declared, Script answer) {
        @Override
        public String toString() {
            return what;
        }
    }

    static Stream<Uncached> uncached() {
        String withTools = ask("support/fixed", "Hi")
                .replace("}]", "}],\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"add\"}}]");
        return Stream.of(
                new Uncached("tool call", withTools, Declared.NOTHING, callsTool()),
                new Uncached("error", ask("support/fixed", "Hi"), Declared.NOTHING, status(400)),
                new Uncached("truncated", ask("support/fixed", "Hi"), Declared.NOTHING, finishes("Hel", "length")),
                new Uncached("filtered", ask("support/fixed", "Hi"), Declared.NOTHING, finishes("", "content_filter")),
                new Uncached("empty", ask("support/fixed", "Hi"), Declared.NOTHING, says(" ")),
                new Uncached(
                        "several choices",
                        ask("support/fixed", "Hi").replace("}]", "}],\"n\":2"),
                        Declared.NOTHING,
                        says("Hello")),
                new Uncached(
                        "caller forbids",
                        ask("support/fixed", "Hi"),
                        new Said().noCache().declared(),
                        says("Hello")),
                new Uncached(
                        "rule forbids",
                        ask("support/fixed", "Hi"),
                        new Said().tag("private").declared(),
                        says("Hello")),
                new Uncached(
                        "rejected after it was streamed",
                        stream("p/mid", "Hi").replace("p/mid", "support/label"),
                        new Said().atLeast("frontier").declared(),
                        says("no label")));
    }

    @ParameterizedTest
    @MethodSource("uncached")
    void whatMustNotBeCached_isAskedForAgain(Uncached uncached) {
        agent.upstream().model("mid", uncached.answer()).model("frontier", uncached.answer());
        Caller.send(agent, uncached.body(), uncached.declared()).routing();
        int once = agent.upstream().called().size();

        Caller.send(agent, uncached.body(), uncached.declared()).routing();

        assertThat(once).isPositive();
        assertThat(agent.upstream().called()).hasSize(2 * once);
        agent.records(2);
    }

    @Test
    void answerBelowTheBar_isNotCached() {
        agent.upstream().model("small", says("41")).model("mid", says("42"));
        assertThat(Caller.send(agent, ask("strict", "Add")).routing().served().belowBar())
                .isTrue();

        Caller second = Caller.send(agent, ask("strict", "Add"));

        assertThat(second.routing().cache()).isEqualTo(CacheState.MISS);
        assertThat(agent.upstream().called()).hasSize(4);
        agent.records(2);
    }

    @Test
    void rejectedAnswer_isNotCached_butTheAcceptedOneIs() {
        agent.upstream().model("small", says("no label")).model("mid", says("bug"));
        Caller.send(agent, ask("support/label", "It crashes")).answer();

        Caller second = Caller.send(agent, ask("support/label", "It crashes"));

        assertThat(second.answer().text()).isEqualTo("bug");
        assertThat(second.routing().served().tier()).isEqualTo("mid");
        assertThat(agent.upstream().called()).containsExactly("small", "mid");
        agent.records(2);
    }

    @Test
    void requestThatForbidsTheCache_storesNothingForOthers() {
        agent.upstream().model("small", says("Private"), says("Public"));
        Caller.send(agent, ask("support", "Hi"), new Said().noCache().declared())
                .answer();

        assertThat(Caller.send(agent, ask("support", "Hi")).answer().text()).isEqualTo("Public");
        assertThat(Caller.send(agent, ask("support", "Hi"), new Said().noCache().declared())
                        .routing()
                        .cache())
                .isEqualTo(CacheState.BYPASS);

        agent.records(3);
    }

    @Test
    void brokenStream_isNotCached() {
        agent.upstream().model("small", Upstream.streamsThenBreaks("Half"), says("Whole"));
        Caller.send(agent, stream("support", "Hi")).refusal();

        assertThat(Caller.send(agent, ask("support", "Hi")).answer().text()).isEqualTo("Whole");

        agent.records(2);
    }
}
