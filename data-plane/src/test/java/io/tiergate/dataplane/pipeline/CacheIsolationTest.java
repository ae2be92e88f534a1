package io.tiergate.dataplane.pipeline;

import static io.tiergate.dataplane.Upstream.says;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.dataplane.Documents;
import io.tiergate.dataplane.LocalAgent;
import io.tiergate.dataplane.Upstream;
import io.tiergate.dataplane.call.http.Calls;
import io.tiergate.dataplane.call.http.ScriptedServer.Received;
import io.tiergate.dataplane.call.http.ScriptedServer.Script;
import io.tiergate.dataplane.call.http.ScriptedServer.Wire;
import io.tiergate.dataplane.model.CacheState;
import io.tiergate.dataplane.model.Declared;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nobody gets an answer that was given to another question or another tenant: through the whole pipeline, one field at a time. */
@Timeout(180)
class CacheIsolationTest {
    private static final String BODY = """
            {"model":"support/fixed","messages":[
              {"role":"system","content":"Be brief."},
              {"role":"user","content":"Hello"},
              {"role":"assistant","content":"Hello!"},
              {"role":"user","content":"What is 2 + 2?"}],
            "tools":[{"type":"function","function":{"name":"add"}}],"tool_choice":"auto",
            "response_format":{"type":"json_object"},"temperature":0.5,"max_tokens":100,"modalities":["text"]}""";

    private final LocalAgent agent = LocalAgent.running(Documents.SUPPORT.replace("policy: support", "policy: sales"));

    /** Who asks what, declaring what. */
    record Question(String key, String body, Declared declared) {
        static final Question FIRST = new Question(LocalAgent.ACME, BODY, Declared.NOTHING);

        Question body(UnaryOperator<String> change) {
            String changed = change.apply(body);
            assertThat(changed).isNotEqualTo(body);
            return new Question(key, changed, declared);
        }
    }

    /** One difference from the first question. */
    record Mutation(String what, Question question) {
        @Override
        public String toString() {
            return what;
        }
    }

    static Stream<Mutation> mutations() {
        return Stream.of(
                new Mutation("tenant", new Question(LocalAgent.UMBRELLA, BODY, Declared.NOTHING)),
                new Mutation("at least", declared(new Said().atLeast("frontier"))),
                new Mutation("rule", declared(new Said().stakes("high"))),
                body("policy", "support/fixed", "sales/fixed"),
                body("task", "support/fixed", "support/draft"),
                body("pin", "support/fixed", "p/frontier"),
                body("system prompt", "Be brief.", "Be wordy."),
                body("role of the system prompt", "\"system\"", "\"developer\""),
                body("no system prompt", "{\"role\":\"system\",\"content\":\"Be brief.\"},", ""),
                body("earlier question", "\"Hello\"", "\"Good day\""),
                body("earlier answer", "Hello!", "Hello?"),
                body("question", "2 + 2", "2 + 3"),
                body("question's name", "\"content\":\"What", "\"name\":\"Ann\",\"content\":\"What"),
                body("tools", "\"add\"", "\"sub\""),
                body("tool choice", "\"auto\"", "\"none\""),
                body("parallel tool calls", "\"tool_choice\"", "\"parallel_tool_calls\":false,\"tool_choice\""),
                body("response format", "json_object", "text"),
                body("temperature", "0.5", "0.6"),
                body("max_tokens", "100", "101"),
                added("top_p", "0.9"),
                added("top_k", "4"),
                added("min_p", "0.1"),
                added("seed", "7"),
                added("stop", "[\"x\"]"),
                added("max_completion_tokens", "90"),
                added("presence_penalty", "1"),
                added("frequency_penalty", "1"),
                added("logit_bias", "{\"5\":1}"),
                added("logprobs", "true"),
                added("top_logprobs", "2"),
                added("reasoning_effort", "\"low\""),
                added("verbosity", "\"low\""),
                added("functions", "[{\"name\":\"f\"}]"),
                added("prediction", "{\"type\":\"content\"}"),
                added("some_future_member", "null"),
                body("modalities", "[\"text\"]", "[\"text\",\"audio\"]"));
    }

    @BeforeEach
    void answerEachQuestionAnew() {
        AtomicInteger number = new AtomicInteger();
        Script numbered = (Received request, Wire wire) ->
                says("answer " + number.incrementAndGet()).answer(request, wire);
        for (String model : List.of("small", "mid", "frontier")) {
            agent.upstream().model(model, numbered);
        }
    }

    @AfterEach
    void close() throws IOException {
        agent.close();
    }

    @Test
    void sameQuestion_getsTheSameAnswer() {
        assertThat(answer(Question.FIRST)).isEqualTo("answer 1");
        assertThat(answer(Question.FIRST)).isEqualTo("answer 1");
        assertThat(agent.upstream().called()).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("mutations")
    void anotherQuestion_getsItsOwnAnswer(Mutation mutation) {
        assertThat(answer(Question.FIRST)).isEqualTo("answer 1");

        assertThat(answer(mutation.question())).isEqualTo("answer 2");
        assertThat(answer(Question.FIRST)).isEqualTo("answer 1");
        assertThat(answer(mutation.question())).isEqualTo("answer 2");
    }

    @Test
    void policyThatChangesWhatAnswers_startsAnew_andOneThatDoesNot_doesNot() {
        assertThat(answer(Question.FIRST)).isEqualTo("answer 1");

        agent.publish(2, List.of(Documents.SUPPORT.replace("deadline: 30s", "deadline: 29s")));
        assertThat(answer(Question.FIRST)).isEqualTo("answer 1");

        agent.publish(
                3, List.of(Documents.SUPPORT.replace("strategy: fixed, tier: mid", "strategy: fixed, tier: frontier")));
        assertThat(answer(Question.FIRST)).isEqualTo("answer 2");
    }

    @Test
    void equalQuestionsOfTwoTenantsAtOnce_areNotShared() throws InterruptedException {
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(2);
        AtomicInteger number = new AtomicInteger();
        agent.upstream().model("mid", (request, wire) -> {
            int mine = number.incrementAndGet();
            asked.countDown();
            Upstream.after(gate, says("answer " + mine)).answer(request, wire);
        });
        Caller acme = Caller.send(agent, LocalAgent.ACME, Calls.request(BODY), Declared.NOTHING);
        Caller umbrella = Caller.send(agent, LocalAgent.UMBRELLA, Calls.request(BODY), Declared.NOTHING);

        assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
        gate.countDown();

        assertThat(acme.answer().text()).isNotEqualTo(umbrella.answer().text());
        assertThat(umbrella.routing().cache()).isEqualTo(CacheState.MISS);
    }

    private String answer(Question question) {
        Caller caller = Caller.send(agent, question.key(), Calls.request(question.body()), question.declared());
        String text = caller.answer().text();
        agent.record();
        return text;
    }

    private static Question declared(Said said) {
        return new Question(LocalAgent.ACME, BODY, said.declared());
    }

    private static Mutation body(String what, String from, String to) {
        return new Mutation(what, Question.FIRST.body(text -> text.replace(from, to)));
    }

    private static Mutation added(String member, String value) {
        return body(member, "\"temperature\"", "\"" + member + "\":" + value + ",\"temperature\"");
    }
}
