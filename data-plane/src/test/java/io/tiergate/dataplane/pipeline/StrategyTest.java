package io.tiergate.dataplane.pipeline;

import static io.tiergate.dataplane.Upstream.finishes;
import static io.tiergate.dataplane.Upstream.says;
import static io.tiergate.dataplane.Upstream.status;
import static io.tiergate.dataplane.pipeline.Caller.ask;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.dataplane.LocalAgent;
import io.tiergate.dataplane.model.Declared;
import io.tiergate.dataplane.model.ErrorKind;
import io.tiergate.policy.plan.Move;
import io.tiergate.policy.record.DecisionRecord;
import io.tiergate.policy.record.DecisionRecord.Attempt;
import io.tiergate.policy.record.DecisionRecord.End;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each strategy, from a request to its answer and its record. */
@Timeout(180)
class StrategyTest {
    private final LocalAgent agent = LocalAgent.running();

    @AfterEach
    void close() throws IOException {
        agent.close();
    }

    @Test
    void fixed_asksItsTier() {
        agent.upstream().model("mid", says("Hello there"));

        Caller caller = Caller.send(agent, ask("support/fixed", "Hi"));

        assertThat(caller.answer().text()).isEqualTo("Hello there");
        assertThat(caller.routing().served().tier()).isEqualTo("mid");
        assertThat(agent.upstream().called()).containsExactly("mid");
        DecisionRecord record = agent.record();
        assertThat(record.end()).isInstanceOf(End.Walked.class);
        assertThat(record.costMicros()).isEqualTo(10 * 10 + 5 * 20);
        assertThat(caller.routing().costMicros()).isEqualTo(record.costMicros());
    }

    @Test
    void route_asksTheCheapestTier() {
        agent.upstream().model("small", says("Hello"));

        Caller caller = Caller.send(agent, ask("support", "Hi"));

        assertThat(caller.answer().text()).isEqualTo("Hello");
        assertThat(caller.routing().task()).isEqualTo("chat");
        assertThat(agent.upstream().called()).containsExactly("small");
        assertThat(agent.record().referenceMicros()).isEqualTo(10 * 100 + 5 * 200);
    }

    @Test
    void route_obeysARule() {
        agent.upstream().model("mid", says("Careful"));

        Caller caller = Caller.send(
                agent, ask("support", "Hi"), new Said().stakes("high").declared());

        assertThat(caller.answer().text()).isEqualTo("Careful");
        assertThat(agent.upstream().called()).containsExactly("mid");
        agent.record();
    }

    @Test
    void route_obeysTheCallersLowerBound() {
        agent.upstream().model("frontier", says("Dear"));

        Caller.send(agent, ask("support", "Hi"), new Said().atLeast("frontier").declared())
                .answer();

        assertThat(agent.upstream().called()).containsExactly("frontier");
        agent.record();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    extraction | {"sum": 1}                     | stop   | {"total": 3}   | schema
                    extraction | no JSON at all                 | stop   | {"total": 3}   | schema
                    label      | I think that this is a feature | stop   | bug            | labels
                    draft      | I'm sorry, but I can't help.   | stop   | Dear customer, | refusal
                    draft      | Dear custo                     | length | Dear customer, | finish
                    """)
    void cascade_climbsPastARejectedAnswer_andRecordsWhy(
            String task, String rejected, String finish, String accepted, String check) {
        agent.upstream().model("small", finishes(rejected, finish)).model("mid", says(accepted));

        Caller caller = Caller.send(agent, ask("support/" + task, "Work"));

        assertThat(caller.answer().text()).isEqualTo(accepted);
        assertThat(caller.routing().escalations()).isEqualTo(1);
        assertThat(caller.routing().served().tier()).isEqualTo("mid");
        assertThat(caller.events).hasSize(2);
        assertThat(caller.events.get(0)).startsWith("discarded p/small: " + check);
        assertThat(caller.events.get(1)).startsWith("escalated small -> mid: " + check);
        DecisionRecord record = agent.record();
        List<Attempt> attempts = attempts(record);
        assertThat(attempts).hasSize(2);
        assertThat(attempts.getFirst().result().rejection()).startsWith(check);
        assertThat(attempts.getLast().result().rejection()).isEmpty();
        assertThat(record.costMicros()).isEqualTo(20 + 200);
        assertThat(LocalAgent.json(record)).doesNotContain(rejected).doesNotContain(accepted);
    }

    @Test
    void cascade_stopsAtTheFirstAnswerThatPasses() {
        agent.upstream().model("small", says("bug"));

        Caller caller = Caller.send(agent, ask("support/label", "It crashes"));

        assertThat(caller.answer().text()).isEqualTo("bug");
        assertThat(caller.routing().escalations()).isZero();
        assertThat(agent.upstream().called()).containsExactly("small");
        agent.record();
    }

    @Test
    void cascade_whereNoTierPasses_saysSoWithTheReason() {
        agent.upstream()
                .model("small", says("[]"))
                .model("mid", says("{\"sum\":1}"))
                .model("frontier", says("nothing"));

        Caller caller = Caller.send(agent, ask("support/extraction", "Work"));

        assertThat(caller.refusal().kind()).isEqualTo(ErrorKind.NO_ANSWER_PASSED);
        assertThat(caller.refusal().message()).contains("schema").doesNotContain("nothing");
        assertThat(agent.upstream().called()).containsExactly("small", "mid", "frontier");
        DecisionRecord record = agent.record();
        assertThat(failure(record)).isEqualTo(Move.Failure.NO_ANSWER_PASSED);
        assertThat(record.costMicros()).isEqualTo(20 + 200 + 2_000);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    sum    | The total is 1,000. | 1000.0
                    sum    | 42                  | 42.00
                    triage | Bug                 | bug
                    triage | billing             | **Billing**
                    """)
    void consensus_servesTheFirstOfAnswersThatAreEqualByKind(String task, String first, String second) {
        agent.upstream().model("small", says(first)).model("small2", says(second));

        Caller caller = Caller.send(agent, ask("support/" + task, "Work"));

        assertThat(caller.answer().text()).isEqualTo(first);
        assertThat(caller.routing().served().target()).isEqualTo("p/small");
        assertThat(caller.routing().escalations()).isZero();
        assertThat(agent.upstream().called()).containsExactlyInAnyOrder("small", "small2");
        DecisionRecord record = agent.record();
        assertThat(record.steps()).hasSize(1);
        assertThat(record.costMicros()).isEqualTo(40);
    }

    @Test
    void consensus_whereAnswersDiffer_asksTheNextRung_andSaysWhy() {
        agent.upstream().model("small", says("41")).model("small2", says("42")).model("mid", says("42"));

        Caller caller = Caller.send(agent, ask("support/sum", "Add"));

        assertThat(caller.answer().model()).isEqualTo("mid");
        assertThat(caller.routing().escalations()).isEqualTo(2);
        assertThat(caller.events).containsExactly("escalated  -> mid: the answers do not agree");
        assertThat(agent.upstream().called()).hasSize(3).last().isEqualTo("mid");
        agent.record();
    }

    @Test
    void consensus_whereOneFails_asksTheNextRung() {
        agent.upstream().model("small", says("42")).model("small2", status(500)).model("mid", says("43"));

        assertThat(Caller.send(agent, ask("support/sum", "Add")).answer().text())
                .isEqualTo("43");

        agent.record();
    }

    @Test
    void pin_asksThatModelAndNoOther() {
        agent.upstream().model("small2", says("Pinned"));

        Caller caller = Caller.send(agent, ask("p/small2", "Hi"));

        assertThat(caller.answer().text()).isEqualTo("Pinned");
        assertThat(caller.routing().served().tier()).isEmpty();
        assertThat(caller.routing().served().target()).isEqualTo("p/small2");
        assertThat(agent.record().header().asked()).isEqualTo("p/small2");
    }

    @Test
    void pinThatFails_fallsBackToNothing() {
        agent.upstream().model("small2", status(500)).model("small", says("never"));

        Caller caller = Caller.send(agent, ask("p/small2", "Hi"));

        assertThat(caller.refusal().kind()).isEqualTo(ErrorKind.TARGETS_FAILED);
        assertThat(agent.upstream().called()).containsExactly("small2", "small2");
        agent.record();
    }

    @Test
    void pinWithoutPermission_isForbidden_andNothingIsCalled() {
        Caller caller = Caller.send(
                agent,
                LocalAgent.UMBRELLA,
                io.tiergate.dataplane.call.http.Calls.request(ask("p/small2", "Hi")),
                Declared.NOTHING);

        assertThat(caller.refusal().kind()).isEqualTo(ErrorKind.FORBIDDEN);
        assertThat(caller.refusal().message()).contains("p/small2").contains("pins");
        assertThat(agent.upstream().called()).isEmpty();
        assertThat(agent.record().end()).isInstanceOf(End.Refused.class);
    }

    /** Why a record's walk served nothing. */
    static Move.Failure failure(DecisionRecord record) {
        if (record.end() instanceof End.Walked walked && walked.move() instanceof Move.Fail fail) {
            return fail.why();
        }
        throw new AssertionError("did not fail: " + LocalAgent.json(record));
    }

    static List<Attempt> attempts(DecisionRecord record) {
        return record.steps().stream().flatMap(step -> step.attempts().stream()).toList();
    }
}
