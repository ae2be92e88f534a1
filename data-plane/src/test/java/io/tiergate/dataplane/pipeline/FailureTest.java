package io.tiergate.dataplane.pipeline;

import static io.tiergate.dataplane.Upstream.hangs;
import static io.tiergate.dataplane.Upstream.says;
import static io.tiergate.dataplane.Upstream.status;
import static io.tiergate.dataplane.Upstream.streamsThenBreaks;
import static io.tiergate.dataplane.Upstream.streamsThenHangs;
import static io.tiergate.dataplane.pipeline.BoundedPolicy.policy;
import static io.tiergate.dataplane.pipeline.Caller.ask;
import static io.tiergate.dataplane.pipeline.StrategyTest.attempts;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.dataplane.LocalAgent;
import io.tiergate.dataplane.model.ErrorKind;
import io.tiergate.policy.cost.LedgerLine;
import io.tiergate.policy.cost.TokenUsage;
import io.tiergate.policy.plan.Ending;
import io.tiergate.policy.record.DecisionRecord;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is done about targets that fail: tried again, replaced, left alone for a while; and what a failure costs. */
@Timeout(180)
class FailureTest {
    private static final String TWO_ATTEMPTS = policy("two-attempts", "attempts: 2");

    private final LocalAgent agent = LocalAgent.running(TWO_ATTEMPTS);
    private final CountDownLatch hungUp = new CountDownLatch(1);

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
