package io.tiergate.dataplane.pipeline;

import static io.tiergate.dataplane.Upstream.finishes;
import static io.tiergate.dataplane.Upstream.hangs;
import static io.tiergate.dataplane.Upstream.says;
import static io.tiergate.dataplane.Upstream.status;
import static io.tiergate.dataplane.pipeline.BoundedPolicy.policy;
import static io.tiergate.dataplane.pipeline.Caller.ask;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.dataplane.LocalAgent;
import io.tiergate.dataplane.model.ErrorKind;
import io.tiergate.policy.plan.Move;
import io.tiergate.policy.record.DecisionRecord.End;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The one budget of a request: attempts, money and time over all that is tried for it. */
@Timeout(180)
class RequestBudgetTest {
    private static final String TWO_ATTEMPTS = policy("two-attempts", "attempts: 2");
    private static final String ONE_ATTEMPT = policy("one-attempt", "attempts: 1");
    private static final String POOR = policy("poor", "cost_usd: 0.000400");
    private static final String HASTY = policy("hasty", "deadline: 400ms");

    private final LocalAgent agent = LocalAgent.running(TWO_ATTEMPTS, ONE_ATTEMPT, POOR, HASTY);
    private final CountDownLatch hungUp = new CountDownLatch(1);

    @AfterEach
    void close() throws IOException {
        agent.close();
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
}
