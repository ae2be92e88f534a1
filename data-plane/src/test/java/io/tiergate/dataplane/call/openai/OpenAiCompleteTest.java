package io.tiergate.dataplane.call.openai;

import static io.tiergate.dataplane.call.http.Replies.answer;
import static io.tiergate.dataplane.call.http.Replies.failed;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.dataplane.call.Provider;
import io.tiergate.dataplane.call.Reply;
import io.tiergate.dataplane.call.http.Calls;
import io.tiergate.dataplane.call.http.HttpCalls;
import io.tiergate.dataplane.call.http.ScriptedServer;
import io.tiergate.dataplane.model.Answer;
import io.tiergate.policy.catalog.Provider.Api;
import io.tiergate.policy.cost.TokenUsage;
import io.tiergate.policy.plan.Ending;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class OpenAiCompleteTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final HttpCalls CALLS =
            new HttpCalls(VERTX, new HttpCalls.Settings("tiergate/1.2.3", 256, 30_000, null));
    private static final String ANSWER = """
            {"id":"chatcmpl-1","object":"chat.completion","created":7,"model":"gpt-x-2026","choices":[{"index":0,\
            "message":{"role":"assistant","content":"Hi é"},"finish_reason":"stop"}],"usage":{"prompt_tokens":20,\
            "completion_tokens":10,"total_tokens":30,"prompt_tokens_details":{"cached_tokens":5},\
            "completion_tokens_details":{"reasoning_tokens":4}},"x_vendor":{"kept":true}}""";

    private final ScriptedServer server = new ScriptedServer();
    private final Provider provider = OpenAiProtocol.over(CALLS);

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
        return Calls.to(Api.OPENAI, server.baseUrl());
    }

    private Reply.Failed failing(ScriptedServer.Script script) {
        server.answering(script);
        return failed(provider.complete(calls().call()));
    }

    @Test
    void goodReply_isKeptWholeAndRead() throws Exception {
        server.answering((request, wire) -> wire.reply(200, ANSWER));

        Answer answer = answer(provider.complete(calls().call()));

        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo(ANSWER);
        assertThat(answer.id()).isEqualTo("chatcmpl-1");
        assertThat(answer.model()).isEqualTo("gpt-x-2026");
        assertThat(answer.text()).isEqualTo("Hi é");
        assertThat(answer.finishReason()).isEqualTo("stop");
        assertThat(answer.toolCalls()).isFalse();
        assertThat(answer.usage()).isEqualTo(new TokenUsage(15, 5, 0, 6, 4));
        assertThat(answer.usageKnown()).isTrue();
    }

    /** The answer with these log-probabilities in its choice. */
    private static String sure(String logprobs) {
        return ANSWER.replace("\"finish_reason\"", "\"logprobs\":" + logprobs + ",\"finish_reason\"");
    }

    private Reply.Answered answered(Calls calls, String reply) {
        server.answering((request, wire) -> wire.reply(200, reply));
        Reply answered = provider.complete(calls.call());
        assertThat(answered).as(reply).isInstanceOf(Reply.Answered.class);
        return (Reply.Answered) answered;
    }

    private static String body(Reply.Answered answered) {
        return new String(answered.answer().body(), StandardCharsets.UTF_8);
    }

    @Test
    void logprobsThatTheGateWants_areRead_andTakenOutOfTheAnswer() throws Exception {
        Reply.Answered answered = answered(
                calls().wantingLogprobs(),
                sure(
                        "{ \"refusal\":[{\"logprob\":-9}], \"content\":[{\"token\":\"Hi\",\"logprob\":-0.5,\"top_logprobs\":"
                                + "[{\"token\":\"Hi\",\"logprob\":-0.5},{\"token\":\"é\",\"logprob\":-3}]},{\"token\":\" é\",\"logprob\":-1e-1}]}"));

        assertThat(answered.logprob()).isEqualTo(-300_000);
        assertThat(body(answered)).isEqualTo(sure("null"));
        assertThat(answered.answer().text()).isEqualTo("Hi é");
        assertThat(server.next().body()).contains("\"logprobs\":true");
    }

    @Test
    void logprobsThatTheCallerAskedFor_stayInTheAnswer() {
        String asking = Calls.HELLO.replaceFirst("}$", ",\"logprobs\":true}");
        String reply = sure("{\"content\":[{\"token\":\"Hi\",\"logprob\":-0.5}]}");

        Reply.Answered both = answered(calls().body(asking).wantingLogprobs(), reply);
        assertThat(both.logprob()).isEqualTo(-500_000);
        assertThat(body(both)).isEqualTo(reply);

        Reply.Answered caller = answered(calls().body(asking), reply);
        assertThat(caller.logprob()).isNull();
        assertThat(body(caller)).isEqualTo(reply);
    }

    @Test
    void everyChoicesLogprobs_areTakenOut_andTheFirstOnesAreRead() {
        String choice = "{\"index\":%d,\"message\":{\"role\":\"assistant\",\"content\":\"x\"},\"logprobs\":%s}";
        String one = "{\"content\":[{\"logprob\":-0.25}]}";
        String two = "{\"content\":[{\"logprob\":-2}]}";
        String reply = "{\"choices\":[" + choice.formatted(0, one) + "," + choice.formatted(1, two) + "],\"z\":1}";

        Reply.Answered answered = answered(calls().wantingLogprobs(), reply);

        assertThat(answered.logprob()).isEqualTo(-250_000);
        assertThat(body(answered))
                .isEqualTo("{\"choices\":[" + choice.formatted(0, "null") + "," + choice.formatted(1, "null")
                        + "],\"z\":1}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "{}",
                "[]",
                "7",
                "{\"content\":null}",
                "{\"content\":[]}",
                "{\"content\":{\"logprob\":-1}}",
                "{\"content\":[-1]}",
                "{\"content\":[{}]}",
                "{\"content\":[{\"logprob\":-1},{\"token\":\"x\"}]}",
                "{\"content\":[{\"logprob\":null}]}",
                "{\"content\":[{\"logprob\":\"-1\"}]}",
                "{\"content\":[{\"logprob\":[-1]}]}",
                "{\"content\":[{\"logprob\":0.2}]}",
                "{\"content\":[{\"logprob\":-1e999}]}",
                "{\"content\":[{\"logprob\":NaN}]}",
                "{\"content\":[{\"logprob\":-Infinity},{\"logprob\":-1}]}"
            })
    void logprobsThatMakeNoSense_areNone_andTheAnswerIsAsGood(String logprobs) {
        Reply.Answered answered = answered(calls().wantingLogprobs(), sure(logprobs));

        assertThat(answered.logprob()).isNull();
        assertThat(body(answered)).isEqualTo(logprobs.startsWith("{") ? sure("null") : sure(logprobs));
        assertThat(answered.answer().text()).isEqualTo("Hi é");
    }

    @Test
    void answerWithoutLogprobs_isKeptWhole() {
        Reply.Answered answered = answered(calls().wantingLogprobs(), ANSWER);
        assertThat(answered.logprob()).isNull();
        assertThat(body(answered)).isEqualTo(ANSWER);
    }

    @Test
    void brokenReply_isAsBroken_whereTheGateWantsLogprobs() {
        for (String broken : List.of("{\"choices\":[", "[1]", "{\"choices\":[{\"logprobs\":{\"content\":[NaN", "{}")) {
            server.answering((request, wire) -> wire.reply(200, broken));
            assertThat(failed(provider.complete(calls().wantingLogprobs().call()))
                            .ending())
                    .isEqualTo(Ending.MALFORMED);
        }
    }

    @Test
    void request_saysWhoAsksAndWhat() throws Exception {
        server.answering((request, wire) -> wire.reply(200, ANSWER));

        answer(provider.complete(calls().call()));

        ScriptedServer.Received request = server.next();
        assertThat(request.line()).isEqualTo("POST /v1/chat/completions HTTP/1.1");
        assertThat(request.body()).isEqualTo(Calls.HELLO.replace("\"support\"", "\"upstream-model\""));
        assertThat(request.headers())
                .containsEntry("content-type", "application/json")
                .containsEntry("user-agent", "tiergate/1.2.3")
                .containsEntry("x-request-id", "attempt-1")
                .doesNotContainKey("authorization");
    }

    @Test
    void credential_isReadOnce_andAgainAfterA401(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("key");
        Files.writeString(file, "first-key\n");
        Calls calls = calls().credential("file:" + file);
        server.answering((request, wire) -> wire.reply(200, ANSWER));

        answer(provider.complete(calls.call()));
        Files.writeString(file, "second-key");
        answer(provider.complete(calls.call()));
        server.answering((request, wire) -> wire.reply(401, "{\"error\":{\"message\":\"no such key: first-key\"}}"));
        Reply.Failed refused = failed(provider.complete(calls.call()));
        server.answering((request, wire) -> wire.reply(200, ANSWER));
        answer(provider.complete(calls.call()));

        assertThat(server.next().headers()).containsEntry("authorization", "Bearer first-key");
        assertThat(server.next().headers()).containsEntry("authorization", "Bearer first-key");
        assertThat(server.next().headers()).containsEntry("authorization", "Bearer first-key");
        assertThat(server.next().headers()).containsEntry("authorization", "Bearer second-key");
        assertThat(refused.ending()).isEqualTo(Ending.UNAUTHORIZED);
        assertThat(refused.detail()).isEqualTo("status 401: no such key: [redacted]");
    }

    @Test
    void missingCredential_isNamedByItsReference() {
        Reply.Failed failed = failed(
                provider.complete(calls().credential("env:TIERGATE_TEST_ABSENT").call()));

        assertThat(failed.ending()).isEqualTo(Ending.UNAUTHORIZED);
        assertThat(failed.detail()).contains("TIERGATE_TEST_ABSENT is not set");
    }

    @ParameterizedTest
    @CsvSource({
        "429, RATE_LIMITED",
        "500, SERVER_ERROR",
        "503, SERVER_ERROR",
        "529, SERVER_ERROR",
        "401, UNAUTHORIZED",
        "403, UNAUTHORIZED",
        "408, TIMED_OUT",
        "400, BAD_REQUEST",
        "404, BAD_REQUEST",
        "422, BAD_REQUEST",
        "302, MALFORMED"
    })
    void statuses_meanEndings(int status, Ending ending) {
        Reply.Failed failed =
                failing((request, wire) -> wire.reply(status, "{\"error\":{\"message\":\"because\",\"code\":null}}"));

        assertThat(failed.ending()).isEqualTo(ending);
        assertThat(failed.detail()).isEqualTo("status " + status + ": because");
        assertThat(failed.started()).isFalse();
    }

    @Test
    void retryAfter_isHandedOn() {
        Reply.Failed seconds = failing((request, wire) -> wire.reply(429, "{}", "retry-after", "7"));
        Reply.Failed millis =
                failing((request, wire) -> wire.reply(503, "", "retry-after-ms", "250", "Retry-After", "1"));

        assertThat(seconds.retryAfterMillis()).isEqualTo(7_000);
        assertThat(millis.retryAfterMillis()).isEqualTo(250);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "oops", "[]", "{\"choices\":[]}", "{}", "{\"choices\":[{\"message\":{}}]} x", "{\"a\":"})
    void notACompletion_isMalformed(String body) {
        assertThat(failing((request, wire) -> wire.reply(200, body)).ending()).isEqualTo(Ending.MALFORMED);
    }

    @Test
    void notHttp_isMalformed() {
        Reply.Failed failed = failing((request, wire) -> {
            wire.write("SSH-2.0-OpenSSH\r\n\r\n");
            wire.close();
        });

        assertThat(failed.ending()).isEqualTo(Ending.MALFORMED);
    }

    @Test
    void longerThanTheBound_isMalformed_andEndsTheConnection() throws Exception {
        CountDownLatch stopped = new CountDownLatch(1);
        Reply.Failed failed = failing((request, wire) -> {
            wire.write("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2000000000\r\n\r\n");
            String mebibyte = " ".repeat(1 << 20);
            try {
                while (true) {
                    wire.write(mebibyte);
                }
            } finally {
                stopped.countDown();
            }
        });

        assertThat(failed.ending()).isEqualTo(Ending.MALFORMED);
        assertThat(failed.detail()).contains("32 MiB");
        assertThat(stopped.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void nobodyListens_isUnreachable() throws Exception {
        String url;
        try (ServerSocket free = new ServerSocket(0)) {
            url = "http://127.0.0.1:" + free.getLocalPort() + "/v1";
        }

        Reply.Failed failed = failed(provider.complete(Calls.to(Api.OPENAI, url).call()));

        assertThat(failed.ending()).isEqualTo(Ending.UNREACHABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://x/v1", "no url", "https:///v1", "127.0.0.1:80"})
    void badBaseUrl_isUnreachable(String url) {
        assertThat(failed(provider.complete(Calls.to(Api.OPENAI, url).call())).ending())
                .isEqualTo(Ending.UNREACHABLE);
    }

    @Test
    void resetBeforeTheAnswer_isUnreachable() {
        assertThat(failing((request, wire) -> wire.reset()).ending()).isEqualTo(Ending.UNREACHABLE);
    }

    @Test
    void brokenBody_isCut() {
        Reply.Failed failed = failing((request, wire) -> {
            wire.write("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{\"id\":");
            wire.close();
        });

        assertThat(failed.ending()).isEqualTo(Ending.CUT);
    }

    @Test
    void noFirstByte_timesOut_andTheProviderIsTold() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        server.answering((request, wire) -> wire.awaitClosed(closed));

        Reply.Failed failed =
                failed(provider.complete(calls().limits(50, 5_000, 40_000).call()));

        assertThat(failed.ending()).isEqualTo(Ending.TIMED_OUT);
        assertThat(failed.detail()).isEqualTo("no answer began within 50 ms");
        assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void bodyThatStops_timesOut() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        server.answering((request, wire) -> {
            wire.write("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{");
            wire.awaitClosed(closed);
        });

        Reply.Failed failed =
                failed(provider.complete(calls().limits(20_000, 50, 40_000).call()));

        assertThat(failed.ending()).isEqualTo(Ending.TIMED_OUT);
        assertThat(failed.detail()).isEqualTo("nothing more came for 50 ms");
        assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void deadline_timesOut() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        server.answering((request, wire) -> wire.awaitClosed(closed));

        Reply.Failed failed =
                failed(provider.complete(calls().limits(20_000, 20_000, 60).call()));

        assertThat(failed.ending()).isEqualTo(Ending.TIMED_OUT);
        assertThat(failed.detail()).contains("deadline");
        assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void cancel_reachesTheProvider() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        Calls calls = calls();
        server.answering((request, wire) -> {
            calls.cancellation().cancel();
            wire.awaitClosed(closed);
        });

        Reply.Failed failed = failed(provider.complete(calls.call()));

        assertThat(failed.ending()).isEqualTo(Ending.CANCELLED);
        assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void cancelledBefore_sendsNothing() throws Exception {
        server.answering((request, wire) -> wire.reply(200, ANSWER));
        Calls calls = calls();
        calls.cancellation().cancel();

        assertThat(failed(provider.complete(calls.call())).ending()).isEqualTo(Ending.CANCELLED);

        answer(provider.complete(
                calls().body(Calls.HELLO.replace("Hello", "second")).call()));
        assertThat(server.next().body()).contains("second");
    }

    @Test
    void connections_areUsedAgain_evenAfterAnError() throws Exception {
        server.answering((request, wire) -> wire.reply(500, "{\"error\":\"busy\"}"));
        failed(provider.complete(calls().call()));
        server.answering((request, wire) -> wire.reply(200, ANSWER));
        for (int i = 0; i < 20; i++) {
            answer(provider.complete(calls().call()));
        }

        for (int i = 0; i < 21; i++) {
            assertThat(server.next().connection()).isEqualTo(1);
        }
    }
}
