package io.tiergate.dataplane.gateway.http;

import static io.tiergate.dataplane.Upstream.callsTool;
import static io.tiergate.dataplane.Upstream.says;
import static io.tiergate.dataplane.Upstream.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.dataplane.LocalAgent;
import io.tiergate.policy.plan.Plan.Excluded;
import io.tiergate.policy.record.DecisionRecord;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A request reaches the provider byte for byte, but for its model; and only a provider that can do what it asks. */
@Timeout(180)
class KeptWholeTest {
    private final LocalAgent agent = LocalAgent.running();

    @AfterEach
    void close() throws IOException {
        agent.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model\":\"p/mid\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}",
                "  \n{ \"messages\" : [ { \"content\" : \"Hi\" , \"role\" : \"user\" } ] ,\t\"model\"\n:\"p/mid\"  }\r\n ",
                "{\"model\":\"p/mid\",\"future\":{\"z\":1,\"a\":[1.0,1e3,1E+3,-0,-0.0,123456789012345678901234567890,1.10]},"
                        + "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\",\"x\":null}]}",
                "{\"seed\":-1,\"model\":\"p/mid\",\"messages\":[{\"role\":\"user\",\"content\":\"\\u00e9\\/\\ud83d\\ude00 é😀 \\u0000 \\\" \\\\\"}]}",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"{\\\"model\\\":\\\"fake\\\"}\"}],\"mod\\u0065l\":\"p/mid\"}",
                "{\"model\":\"p\\/mid\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"temperature\":0.70,\"stop\":[\"\\n\"]}",
                "{\"model\":\"p/mid\",\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Hi\",\"type\":\"text\",\"cache_control\":{\"type\":\"ephemeral\"}}]}]}",
                "{\"model\":\"p/mid\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"n\":3,\"logprobs\":true,\"metadata\":{\"model\":\"x\"}}",
            })
    void everythingButTheModel_reachesTheProviderByteForByte(String body) {
        agent.upstream().model("mid", says("Hello"));

        HttpResponse<String> reply = agent.post(body);

        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        String expected = body.replace("\"p/mid\"", "\"mid\"").replace("\"p\\/mid\"", "\"mid\"");
        assertThat(agent.upstream().bodies()).containsExactly(expected);
        agent.record();
    }

    @Test
    void byteOrderMark_isNoHindrance() {
        agent.upstream().model("mid", says("Hello"));

        String body = "\uFEFF{\"model\":\"p/mid\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

        assertThat(agent.post(body).statusCode()).isEqualTo(200);

        assertThat(agent.upstream().bodies()).containsExactly(body.replace("p/mid", "mid"));
        agent.record();
    }

    @Test
    void everyAttempt_getsTheWholeRequest() {
        agent.upstream().model("small", status(500)).model("mid", says("Hello"));
        String body = "{\"model\":\"support\",\"x\":1.0,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

        agent.post(body);

        assertThat(agent.upstream().bodies())
                .containsExactly(
                        body.replace("support", "small"),
                        body.replace("support", "small"),
                        body.replace("support", "mid"));
        agent.record();
    }

    @Test
    void stream_asksForUsage_andKeepsTheRest() {
        agent.upstream().model("mid", says("Hello"));

        agent.post(
                "{\"model\":\"p/mid\",\"stream\" : true,\"x\":1.0,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");

        assertThat(agent.upstream().bodies().getFirst())
                .contains("\"x\":1.0,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}")
                .contains("\"stream_options\":{\"include_usage\":true}")
                .containsOnlyOnce("\"stream\"");
        agent.record();
    }

    @Test
    void providersAnswer_comesBackByteForByte() {
        String answer =
                "{ \"id\":\"x\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"mid-2026\",\"future\":[1.0,1e2],"
                        + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"\\u00e9\",\"annotations\":[]},"
                        + "\"finish_reason\":\"stop\",\"logprobs\":null}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1,\"total_tokens\":2}}";
        agent.upstream().model("mid", (request, wire) -> wire.reply(200, answer));
        String body = "{\"model\":\"p/mid\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

        assertThat(agent.post(body).body()).isEqualTo(answer);
        assertThat(agent.post(body).body()).as("from the cache").isEqualTo(answer);

        agent.records(2);
    }

    @Test
    void toolCallsAndTheirAnswers_passThrough() {
        agent.upstream().model("mid", callsTool());
        String body =
                "{\"model\":\"support\",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"add\"}}],\"messages\":["
                        + "{\"role\":\"user\",\"content\":\"Add\"},"
                        + "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"c\",\"type\":\"function\",\"function\":{\"name\":\"add\",\"arguments\":\"{\"}}]},"
                        + "{\"role\":\"tool\",\"tool_call_id\":\"c\",\"content\":\"3\"}]}";

        HttpResponse<String> reply = agent.post(body);

        assertThat(agent.upstream().bodies()).containsExactly(body.replace("support", "mid"));
        assertThat(reply.body()).contains("\"arguments\":\"{\\\"a\\\":1}\"");
        agent.record();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    "tools":[{"type":"function","function":{"name":"add"}}]                            | mid      | cannot call tools
                    "functions":[{"name":"add"}]                                                       | mid      | cannot call tools
                    "response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{}}}    | mid      | cannot follow a JSON Schema
                    "max_tokens":2500                                                                  | mid      | answers at most 2000 tokens
                    "max_completion_tokens":6000                                                       | frontier | answers at most 4000 tokens
                    """)
    void targetThatCannotDoIt_isNotAsked(String member, String served, String reason) {
        agent.upstream()
                .model("small", says("never"))
                .model("mid", says("Done"))
                .model("frontier", says("Done"));

        HttpResponse<String> reply = agent.post(
                "{\"model\":\"support\"," + member + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");

        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        assertThat(agent.upstream().called()).containsExactly(served);
        assertThat(excluded(agent.record()))
                .anySatisfy(out -> assertThat(out.reason()).contains(reason));
    }

    @Test
    void image_goesOnlyToWhoCanSee_alsoWhenTheyFail() {
        agent.upstream()
                .model("small", says("never"))
                .model("mid", says("never"))
                .model("frontier", status(500));
        String body =
                "{\"model\":\"support\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Look\"},"
                        + "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,AAAA\"}}]}]}";

        HttpResponse<String> reply = agent.post(body);

        assertThat(reply.statusCode()).isEqualTo(502);
        assertThat(agent.upstream().called()).containsExactly("frontier", "frontier");
        assertThat(agent.upstream().bodies().getFirst()).isEqualTo(body.replace("support", "frontier"));
        assertThat(excluded(agent.record())).extracting(Excluded::target).contains("p/small", "p/mid");
    }

    @Test
    void whatNobodyCanDo_isRefusedBeforeAnybodyIsAsked() {
        HttpResponse<String> reply = agent.post(
                "{\"model\":\"p/small\",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"add\"}}],\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");

        HttpGatewayTest.assertError(
                reply, 422, "invalid_request_error", "nothing_feasible", "p/small: cannot call tools");
        assertThat(agent.upstream().called()).isEmpty();
        agent.record();
    }

    private static List<Excluded> excluded(DecisionRecord record) {
        return Objects.requireNonNull(record.plan()).excluded();
    }
}
