package io.tiergate.dataplane.pipeline;

import static io.tiergate.dataplane.Upstream.says;
import static io.tiergate.dataplane.Upstream.status;
import static io.tiergate.dataplane.pipeline.Caller.ask;
import static io.tiergate.dataplane.pipeline.Caller.stream;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.dataplane.Documents;
import io.tiergate.dataplane.LocalAgent;
import io.tiergate.policy.gate.CheckResult;
import io.tiergate.policy.gate.Likelihood;
import io.tiergate.policy.gate.Likelihood.Zone;
import io.tiergate.policy.record.DecisionRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.json.JsonMapper;

/** A gate that goes by models' log-probabilities, from a request to its record: who is asked for them, what they do, and that nobody else sees them. */
@Timeout(180)
class ConfidenceTest {
    private static final String SURE = "{\"content\":[{\"token\":\"42\",\"logprob\":-0.02}]}";
    private static final String UNSURE = "{\"content\":[{\"token\":\"42\",\"logprob\":-0.9}]}";

    private final LocalAgent agent = LocalAgent.running(Documents.CONFIDENT);

    @AfterEach
    void close() throws IOException {
        agent.close();
    }

    private static CheckResult weighed(DecisionRecord record, int attempt) {
        return StrategyTest.attempts(record).get(attempt).result().soft().getFirst();
    }

    private List<Boolean> askedForLogprobs() {
        return agent.upstream().bodies().stream()
                .map(body -> JsonMapper.shared().readTree(body).path("logprobs").asBoolean(false))
                .toList();
    }

    private static String body(Caller caller) {
        return new String(caller.answer().body(), StandardCharsets.UTF_8);
    }

    @Test
    void sureAnswer_isServed_andCached_withoutWhatTheCallerDidNotAskFor() {
        agent.upstream().model("small", says("42", SURE));

        Caller first = Caller.send(agent, ask("confident", "Add"));

        assertThat(first.answer().model()).isEqualTo("small");
        assertThat(body(first)).contains("\"logprobs\":null").doesNotContain("-0.02");
        assertThat(askedForLogprobs()).containsExactly(true);
        DecisionRecord record = agent.record();
        assertThat(weighed(record, 0).likelihood()).isEqualTo(new Likelihood(980_199, Zone.TRUSTED));
        assertThat(Objects.requireNonNull(StrategyTest.attempts(record)
                                .getFirst()
                                .result()
                                .traits())
                        .logprob())
                .isEqualTo(-20_000);
        assertThat(body(Caller.send(agent, ask("confident", "Add")))).isEqualTo(body(first));
        assertThat(agent.upstream().called()).containsExactly("small");
    }

    @Test
    void unsureAnswer_isDiscarded_andAModelOfWhichNothingIsKnown_isServedUnweighed() {
        agent.upstream().model("small", says("41", UNSURE)).model("mid", says("42", SURE));

        Caller caller = Caller.send(agent, ask("confident", "Add"));

        assertThat(caller.answer().model()).isEqualTo("mid");
        assertThat(caller.events).first().isEqualTo("discarded p/small: confidence: right 40.7 %, below 70.0 %");
        assertThat(askedForLogprobs()).containsExactly(true, false);
        assertThat(weighed(agent.record(), 1))
                .isEqualTo(CheckResult.skipped("confidence", "p/mid gave no log-probabilities"));
    }

    @Test
    void streamedAnswer_isHeldUntilItIsWeighed_andHasNoLogprobs() {
        agent.upstream().model("small", says("42", SURE));

        Caller caller = Caller.send(agent, stream("confident", "Add"));

        assertThat(caller.answer().text()).isEqualTo("42");
        assertThat(body(caller)).doesNotContain("-0.02");
        assertThat(askedForLogprobs()).containsExactly(true);
        agent.record();
    }

    @Test
    void providerThatGivesNone_isServedUnweighed() {
        agent.upstream().model("small", says("42"));

        assertThat(Caller.send(agent, ask("confident", "Add")).answer().text()).isEqualTo("42");
        assertThat(weighed(agent.record(), 0))
                .isEqualTo(CheckResult.skipped("confidence", "p/small gave no log-probabilities"));
    }

    @Test
    void logprobsThatMakeNoSense_failNoRequest() {
        int question = 0;
        for (String broken :
                List.of("{\"content\":[{\"logprob\":NaN}]}", "{\"content\":[{\"logprob\":1}]}", "{\"content\":[]}")) {
            agent.upstream().model("small", says("42", broken));
            assertThat(Caller.send(agent, ask("confident", "Add " + question++))
                            .answer()
                            .text())
                    .isEqualTo("42");
            assertThat(weighed(agent.record(), 0).outcome()).isEqualTo(CheckResult.Outcome.SKIPPED);
        }
    }

    @Test
    void lastRung_isNotAsked_soThatAProviderThatRefusesToSay_failsNoRequest() {
        agent.upstream()
                .model("small", (request, wire) -> {
                    boolean asked = JsonMapper.shared()
                            .readTree(request.body())
                            .path("logprobs")
                            .asBoolean(false);
                    (asked ? status(400) : says("42")).answer(request, wire);
                })
                .model("mid", status(503))
                .model("frontier", says("43", SURE));

        assertThat(Caller.send(agent, ask("confident", "Add")).answer().text()).isEqualTo("43");
        assertThat(askedForLogprobs().getLast()).isFalse();
        agent.record();
    }
}
