package io.tiergate.dataplane.pipeline;

import static io.tiergate.dataplane.Upstream.after;
import static io.tiergate.dataplane.Upstream.callsTool;
import static io.tiergate.dataplane.Upstream.hangs;
import static io.tiergate.dataplane.Upstream.says;
import static io.tiergate.dataplane.Upstream.status;
import static io.tiergate.dataplane.Upstream.streamsThenBreaks;
import static io.tiergate.dataplane.Upstream.streamsThenHangs;
import static io.tiergate.dataplane.pipeline.Caller.stream;
import static io.tiergate.dataplane.pipeline.StrategyTest.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.dataplane.LocalAgent;
import io.tiergate.dataplane.Upstream;
import io.tiergate.dataplane.model.ErrorKind;
import io.tiergate.policy.plan.Move;
import io.tiergate.policy.record.DecisionRecord;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams: when they are live, when they are held, and how they break. */
@Timeout(180)
class StreamingTest {
    private final LocalAgent agent = LocalAgent.running();
    private final CountDownLatch hungUp = new CountDownLatch(1);

    @AfterEach
    void close() throws IOException {
        agent.close();
    }

    @Test
    void route_streamsLive() {
        CountDownLatch gate = new CountDownLatch(1);
        agent.upstream().model("small", (request, wire) -> {
            wire.stream();
            wire.event(Upstream.chunk("small", "{\"content\":\"first\"}", "null"));
            gate.await();
            wire.event(Upstream.chunk("small", "{\"content\":\" second\"}", "null"));
            Upstream.endStream(request, wire, "stop");
        });
        Caller caller = Caller.send(agent, stream("support", "Hi"));

        caller.awaitPiece();
        assertThat(caller.events.getFirst()).isEqualTo("commit p/small after 0");
        gate.countDown();

        assertThat(caller.answer().text()).isEqualTo("first second");
        assertThat(caller.events).hasSizeGreaterThanOrEqualTo(3);
        DecisionRecord record = agent.record();
        assertThat(record.costMicros()).isEqualTo(20);
        assertThat(record.steps().getFirst().attempts().getFirst().result().committed())
                .isTrue();
    }

    @Test
    void cascade_holdsARungThatIsNotTheLast() {
        agent.upstream()
                .model("small", says("a feature"))
                .model("mid", says("a question"))
                .model("frontier", says("bug"));

        Caller caller = Caller.send(agent, stream("support/label", "Hi"));

        assertThat(caller.answer().text()).isEqualTo("bug");
        assertThat(caller.events.subList(0, 5).stream()
                        .map(event -> event.split(":", 2)[0])
                        .toList())
                .containsExactly(
                        "discarded p/small",
                        "escalated small -> mid",
                        "discarded p/mid",
                        "escalated mid -> frontier",
                        "commit p/frontier after 2");
        assertThat(agent.upstream().bodies().get(0)).doesNotContain("\"stream\":true");
        assertThat(agent.upstream().bodies().get(2)).contains("\"stream\":true");
        agent.record();
    }

    @Test
    void cascade_servesAHeldRungWhole() {
        agent.upstream().model("small", says("bug"));

        Caller caller = Caller.send(agent, stream("support/label", "Hi"));

        assertThat(caller.answer().text()).isEqualTo("bug");
        assertThat(caller.events).isEmpty();
        agent.record();
    }

    @Test
    void streamThatBreaksAfterItsBeginning_isAnError_andNoOtherIsTried() {
        agent.upstream().model("small", streamsThenBreaks("Once upon")).model("mid", says("never"));

        Caller caller = Caller.send(agent, stream("support", "Hi"));

        assertThat(caller.refusal().kind()).isEqualTo(ErrorKind.CUT);
        assertThat(caller.events).hasSize(2);
        assertThat(agent.upstream().called()).containsExactly("small");
        assertThat(failure(agent.record())).isEqualTo(Move.Failure.CUT);
    }

    @Test
    void streamThatBreaksBeforeItsBeginning_fallsBack() {
        agent.upstream()
                .model(
                        "small",
                        (request, wire) -> {
                            wire.stream();
                            wire.close();
                        },
                        status(503))
                .model("mid", says("Once upon a time"));

        Caller caller = Caller.send(agent, stream("support", "Hi"));

        assertThat(caller.answer().text()).isEqualTo("Once upon a time");
        assertThat(caller.events)
                .startsWith("discarded p/small: cut")
                .contains("escalated small -> mid: server_error", "commit p/mid after 0");
        agent.record();
    }

    @Test
    void streamThatEndsWithAnError_isNotServed() {
        agent.upstream().model("small", (request, wire) -> {
            wire.stream();
            wire.event(Upstream.chunk("small", "{\"content\":\"Once\"}", "null"));
            wire.event("{\"error\":{\"message\":\"overloaded\",\"code\":503}}");
            wire.endStream();
        });

        Caller caller = Caller.send(agent, stream("support", "Hi"));

        assertThat(caller.refusal().kind()).isEqualTo(ErrorKind.CUT);
        agent.record();
    }

    @Test
    void callerThatLeavesAStream_cancelsTheCall_andIsRecordedAsCancelled() throws InterruptedException {
        agent.upstream().model("small", streamsThenHangs("Once", hungUp));
        Caller caller = Caller.send(agent, stream("support", "Hi"));
        caller.awaitPiece();

        caller.leave();

        assertThat(hungUp.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(caller.refusal().kind()).isEqualTo(ErrorKind.CANCELLED);
        assertThat(failure(agent.record())).isEqualTo(Move.Failure.CANCELLED);
    }

    @Test
    void callerThatLeavesAHeldStream_isRecordedAsCancelled() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        agent.upstream().model("small", (request, wire) -> {
            asked.countDown();
            hangs(hungUp).answer(request, wire);
        });
        Caller caller = Caller.send(agent, stream("support/label", "Hi"));
        assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();

        caller.leave();

        assertThat(hungUp.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(caller.refusal().kind()).isEqualTo(ErrorKind.CANCELLED);
        assertThat(failure(agent.record())).isEqualTo(Move.Failure.CANCELLED);
    }

    @Test
    void callerThatLeavesWhileARungIsRejected_isRecordedAsCancelled() {
        CountDownLatch gate = new CountDownLatch(1);
        agent.upstream().model("small", after(gate, says("a feature"))).model("mid", says("bug"));
        Caller caller = Caller.send(agent, stream("support/label", "Hi"));

        caller.leaveSilently();
        gate.countDown();

        assertThat(caller.refusal().kind()).isEqualTo(ErrorKind.CANCELLED);
        assertThat(failure(agent.record())).isEqualTo(Move.Failure.CANCELLED);
    }

    @Test
    void streamedToolCall_passesThrough_andIsNotCached() {
        agent.upstream().model("mid", callsTool());
        String body = stream("support/fixed", "Add")
                .replace(
                        "\"messages\"",
                        "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"add\"}}],\"messages\"");

        for (int i = 0; i < 2; i++) {
            Caller caller = Caller.send(agent, body);
            assertThat(caller.answer().toolCalls()).isTrue();
            assertThat(caller.events).anySatisfy(event -> assertThat(event).contains("\"name\":\"add\""));
            agent.record();
        }

        assertThat(agent.upstream().called()).hasSize(2);
    }
}
