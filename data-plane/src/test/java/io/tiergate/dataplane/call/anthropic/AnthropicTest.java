package io.tiergate.dataplane.call.anthropic;

import static io.tiergate.dataplane.call.http.Replies.answer;
import static io.tiergate.dataplane.call.http.Replies.failed;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.dataplane.call.Provider;
import io.tiergate.dataplane.call.Reply;
import io.tiergate.dataplane.call.chat.CompletionReader;
import io.tiergate.dataplane.call.http.Calls;
import io.tiergate.dataplane.call.http.HttpCalls;
import io.tiergate.dataplane.call.http.Replies.Pieces;
import io.tiergate.dataplane.call.http.ScriptedServer;
import io.tiergate.dataplane.model.Answer;
import io.tiergate.policy.catalog.Provider.Api;
import io.tiergate.policy.cost.TokenUsage;
import io.tiergate.policy.plan.Ending;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class AnthropicTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final HttpCalls CALLS =
            new HttpCalls(VERTX, new HttpCalls.Settings("tiergate/1.2.3", 256, 30_000, null));
    private static final String USAGE = "{\"input_tokens\":10,\"cache_read_input_tokens\":3,"
            + "\"cache_creation_input_tokens\":2,\"output_tokens\":1}";
    private static final String MESSAGE =
            "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-x\",\"content\":["
                    + "{\"type\":\"thinking\",\"thinking\":\"hm\"},{\"type\":\"text\",\"text\":\"Hi \"},"
                    + "{\"type\":\"text\",\"text\":\"é\"},{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"f\",\"input\":{\"x\": 1}}],"
                    + "\"stop_reason\":\"tool_use\",\"usage\":" + USAGE + "}";
    private static final String START =
            "{\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"type\":\"message\","
                    + "\"role\":\"assistant\",\"model\":\"claude-x\",\"content\":[],\"stop_reason\":null,\"usage\":"
                    + USAGE + "}}";
    private static final List<String> STREAM = List.of(
            START,
            "{\"type\":\"ping\"}",
            "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}",
            "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Hi é\"}}",
            "{\"type\":\"content_block_stop\",\"index\":0}",
            "{\"type\":\"content_block_start\",\"index\":1,\"content_block\":{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"f\",\"input\":{}}}",
            "{\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"x\\\":\"}}",
            "{\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\" 1}\"}}",
            "{\"type\":\"content_block_stop\",\"index\":1}",
            "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\"},\"usage\":{\"output_tokens\":8}}",
            "{\"type\":\"message_stop\"}");

    private final ScriptedServer server = new ScriptedServer();
    private final Provider provider = AnthropicProtocol.over(CALLS, InstantSource.fixed(Instant.ofEpochSecond(77)));
    private final Pieces pieces = new Pieces();

    @AfterAll
    static void stop() {
        CALLS.close();
        VERTX.close().await();
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private Calls calls() {
        return Calls.to(Api.ANTHROPIC, server.baseUrl());
    }

    private String sent(String members) throws InterruptedException {
        server.answering((request, wire) -> wire.reply(200, MESSAGE));
        answer(provider.complete(
                calls().body("{\"model\":\"m\"," + members + "}").call()));
        return server.next().body();
    }

    private Reply streaming(List<String> events) {
        server.answering((request, wire) -> {
            wire.stream();
            for (String event : events) {
                wire.chunk(("event: any\ndata: " + event + "\n\n").getBytes(StandardCharsets.UTF_8));
            }
            wire.endStream();
        });
        return provider.stream(calls().call(), pieces);
    }

    @Test
    void reply_becomesACompletion() {
        server.answering((request, wire) -> wire.reply(200, MESSAGE));

        Answer answer = answer(provider.complete(calls().call()));

        assertThat(answer.text()).isEqualTo("Hi é");
        assertThat(answer.id()).isEqualTo("msg_1");
        assertThat(answer.model()).isEqualTo("claude-x");
        assertThat(answer.finishReason()).isEqualTo("tool_calls");
        assertThat(answer.toolCalls()).isTrue();
        assertThat(answer.usage()).isEqualTo(new TokenUsage(10, 3, 2, 1, 0));
        assertThat(new String(answer.body(), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"id\":\"msg_1\",\"object\":\"chat.completion\",\"model\":\"claude-x\",\"created\":77,\"choices\":["
                                + "{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hi é\",\"tool_calls\":[{\"id\":\"t1\","
                                + "\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"x\\\": 1}\"}}]},"
                                + "\"finish_reason\":\"tool_calls\"}],\"usage\":{\"prompt_tokens\":15,\"completion_tokens\":1,"
                                + "\"total_tokens\":16,\"prompt_tokens_details\":{\"cached_tokens\":3,\"cache_write_tokens\":2}}}");
    }

    @Test
    void headers_areAnthropics(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("key");
        Files.writeString(file, "the-key");
        server.answering((request, wire) -> wire.reply(200, MESSAGE));

        answer(provider.complete(calls().credential("file:" + file).call()));

        ScriptedServer.Received request = server.next();
        assertThat(request.line()).startsWith("POST /v1/messages ");
        assertThat(request.headers())
                .containsEntry("x-api-key", "the-key")
                .containsEntry("anthropic-version", "2023-06-01")
                .containsEntry("x-request-id", "attempt-1")
                .doesNotContainKey("authorization");
    }

    @Test
    void conversation_isTranslated() throws Exception {
        String body = sent(
                "\"messages\":[{\"role\":\"system\",\"content\":\"S\"},{\"role\":\"user\",\"content\":[{\"type\":\"text\","
                        + "\"text\":\"U\"},{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,QUJD\"}},"
                        + "{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://x/i.png\"}}]},{\"role\":\"developer\",\"content\":"
                        + "[{\"type\":\"text\",\"text\":\"D\"}]},{\"role\":\"assistant\",\"content\":\"A\",\"tool_calls\":[{\"id\":\"t1\","
                        + "\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"x\\\":1}\"}},{\"id\":\"t2\",\"type\":"
                        + "\"function\",\"function\":{\"name\":\"g\",\"arguments\":\"\"}}]},{\"role\":\"tool\",\"tool_call_id\":\"t1\","
                        + "\"content\":\"R1\"},{\"role\":\"tool\",\"tool_call_id\":\"t2\",\"content\":\"\"},"
                        + "{\"role\":\"user\",\"content\":\"more\"}]");

        assertThat(body)
                .isEqualTo(
                        "{\"model\":\"upstream-model\",\"max_tokens\":4096,\"system\":[{\"type\":\"text\",\"text\":\"S\"},"
                                + "{\"type\":\"text\",\"text\":\"D\"}],\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\","
                                + "\"text\":\"U\"},{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\","
                                + "\"data\":\"QUJD\"}},{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":\"https://x/i.png\"}}]},"
                                + "{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"A\"},{\"type\":\"tool_use\","
                                + "\"id\":\"t1\",\"name\":\"f\",\"input\":{\"x\":1}},{\"type\":\"tool_use\",\"id\":\"t2\",\"name\":\"g\","
                                + "\"input\":{}}]},{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"t1\","
                                + "\"content\":[{\"type\":\"text\",\"text\":\"R1\"}]},{\"type\":\"tool_result\",\"tool_use_id\":\"t2\"},"
                                + "{\"type\":\"text\",\"text\":\"more\"}]}]}");
    }

    @Test
    void parametersAndTools_areTranslated() throws Exception {
        String body = sent(
                "\"messages\":[{\"role\":\"user\",\"content\":\"U\"}],\"max_completion_tokens\":50,\"temperature\":1.7,"
                        + "\"top_p\":0.9,\"stop\":[\"END\",\" \"],\"user\":\"u1\",\"seed\":7,\"logit_bias\":{},\"parallel_tool_calls\":false,"
                        + "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"description\":\"d\",\"parameters\":"
                        + "{\"type\":\"object\",\"properties\":{}}}},{\"type\":\"function\",\"function\":{\"name\":\"g\"}}],"
                        + "\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"f\"}}");

        assertThat(body)
                .isEqualTo(
                        "{\"model\":\"upstream-model\",\"max_tokens\":50,\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":"
                                + "\"text\",\"text\":\"U\"}]}],\"temperature\":1.0,\"top_p\":0.9,\"stop_sequences\":[\"END\"],"
                                + "\"metadata\":{\"user_id\":\"u1\"},\"tools\":[{\"name\":\"f\",\"description\":\"d\",\"input_schema\":"
                                + "{\"type\":\"object\",\"properties\":{}}},{\"name\":\"g\",\"input_schema\":{\"type\":\"object\"}}],"
                                + "\"tool_choice\":{\"type\":\"tool\",\"name\":\"f\",\"disable_parallel_tool_use\":true}}");
    }

    @ParameterizedTest
    @CsvSource({"auto, auto", "none, none", "required, any"})
    void toolChoiceWords_areTranslated(String word, String type) throws Exception {
        assertThat(sent(
                        "\"messages\":[{\"role\":\"user\",\"content\":\"U\"}],\"tools\":[{\"function\":{\"name\":\"f\"}}],"
                                + "\"tool_choice\":\"" + word + "\""))
                .endsWith("\"tool_choice\":{\"type\":\"" + type + "\"}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"n\":2",
                "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"x\",\"schema\":{}}}",
                "\"functions\":[{\"name\":\"f\"}]",
                "\"tools\":[{\"type\":\"custom\"}]",
                "\"tools\":[{\"function\":{\"name\":\"f\"}}],\"tool_choice\":{\"type\":\"allowed_tools\"}"
            })
    void whatCannotBeSaid_isRefusedBeforeAnyCall(String members) {
        String body = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"U\"}]," + members + "}";

        Reply.Failed failed = failed(provider.complete(calls().body(body).call()));

        assertThat(failed.ending()).isEqualTo(Ending.BAD_REQUEST);
        assertThat(failed.detail()).startsWith("cannot be asked of an Anthropic model: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"role\":\"system\",\"content\":\"only\"}",
                "{\"role\":\"user\",\"content\":[{\"type\":\"input_audio\",\"input_audio\":{}}]}",
                "{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"http://x/i.png\"}}]}",
                "{\"role\":\"assistant\",\"tool_calls\":[{\"function\":{\"name\":\"f\",\"arguments\":\"{\"}}]}"
            })
    void contentThatCannotBeSaid_isRefused(String message) {
        Reply.Failed failed = failed(provider.stream(
                calls().body("{\"model\":\"m\",\"messages\":[" + message + "]}").call(), pieces));

        assertThat(failed.ending()).isEqualTo(Ending.BAD_REQUEST);
        assertThat(pieces.all()).isEmpty();
    }

    @Test
    void stream_becomesChunks() throws Exception {
        Answer answer = answer(streaming(STREAM));

        String head =
                "{\"id\":\"msg_1\",\"object\":\"chat.completion.chunk\",\"created\":77,\"model\":\"claude-x\",\"choices\":[{"
                        + "\"index\":0,\"delta\":{";
        String tail = "},\"finish_reason\":null}]}";
        assertThat(pieces.all())
                .containsExactly(
                        head + "\"role\":\"assistant\",\"content\":\"\"" + tail,
                        head + "\"content\":\"Hi é\"" + tail,
                        head
                                + "\"tool_calls\":[{\"index\":0,\"id\":\"t1\",\"type\":\"function\",\"function\":{\"name\":\"f\","
                                + "\"arguments\":\"\"}}]" + tail,
                        head + "\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"x\\\":\"}}]" + tail,
                        head + "\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\" 1}\"}}]" + tail,
                        head + "},\"finish_reason\":\"tool_calls\"}]}");
        assertThat(answer.usage()).isEqualTo(new TokenUsage(10, 3, 2, 8, 0));
        assertThat(answer(CompletionReader.read(answer.body())).text()).isEqualTo("Hi é");
        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("\"arguments\":\"{\\\"x\\\": 1}\"");
        assertThat(server.next().body()).endsWith("\"stream\":true}");
    }

    @Test
    void usageChunk_comesIfTheCallerAskedForIt() {
        server.answering((request, wire) -> {
            wire.stream();
            for (String event : STREAM) {
                wire.event(event);
            }
            wire.endStream();
        });
        String asking = Calls.HELLO.replace("{\"model\"", "{\"stream_options\":{\"include_usage\":true},\"model\"");

        answer(provider.stream(calls().body(asking).call(), pieces));

        assertThat(pieces.all().getLast())
                .contains("\"choices\":[],\"usage\":{\"prompt_tokens\":15,\"completion_tokens\":8,");
    }

    @Test
    void cutStream_isCut_andSaysWhatItWillBill() {
        Reply.Failed cut = failed(streaming(STREAM.subList(0, 5)));

        assertThat(cut.ending()).isEqualTo(Ending.CUT);
        assertThat(cut.started()).isTrue();
        assertThat(cut.work())
                .isInstanceOfSatisfying(
                        Reply.Work.Unstated.class,
                        work -> assertThat(work.soFar()).isEqualTo(new TokenUsage(10, 3, 2, 1, 0)));
    }

    @ParameterizedTest
    @CsvSource({
        "overloaded_error, SERVER_ERROR",
        "api_error, SERVER_ERROR",
        "rate_limit_error, RATE_LIMITED",
        "authentication_error, UNAUTHORIZED",
        "invalid_request_error, BAD_REQUEST"
    })
    void errorEvents_areWhatTheySay(String type, Ending ending) {
        Reply.Failed failed = failed(streaming(
                List.of(START, "{\"type\":\"error\",\"error\":{\"type\":\"" + type + "\",\"message\":\"why\"}}")));

        assertThat(failed.ending()).isEqualTo(ending);
        assertThat(failed.detail()).contains("why");
        assertThat(failed.started()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[]", "{\"type\":\"content_block_delta\",\"index\":0}"})
    void notAMessage_isMalformed(String event) {
        assertThat(failed(streaming(List.of(event))).ending()).isEqualTo(Ending.MALFORMED);
    }

    @ParameterizedTest
    @CsvSource({
        "end_turn, stop",
        "stop_sequence, stop",
        "max_tokens, length",
        "tool_use, tool_calls",
        "refusal, content_filter",
        "something_new, stop"
    })
    void stopReasons_areTranslated(String reason, String finish) {
        assertThat(StopReason.inOpenAiWords(reason)).isEqualTo(finish);
    }

    @Test
    void overload_isAServerError() {
        server.answering((request, wire) -> wire.reply(
                529, "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}"));

        Reply.Failed failed = failed(provider.complete(calls().call()));

        assertThat(failed.ending()).isEqualTo(Ending.SERVER_ERROR);
        assertThat(failed.detail()).isEqualTo("status 529: Overloaded");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[]", "{\"content\":[]", "{\"content\":{}}"})
    void notAReply_isMalformed(String body) {
        assertThat(failed(MessageReader.read(body.getBytes(StandardCharsets.UTF_8), 0))
                        .ending())
                .isEqualTo(Ending.MALFORMED);
    }
}
