package io.tiergate.dataplane.call.openai;

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
import io.tiergate.dataplane.model.Responder.CallerGoneException;
import io.tiergate.policy.catalog.Provider.Api;
import io.tiergate.policy.cost.TokenUsage;
import io.tiergate.policy.plan.Ending;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OpenAiStreamTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final HttpCalls CALLS =
            new HttpCalls(VERTX, new HttpCalls.Settings("tiergate/1.2.3", 256, 30_000, null));
    private static final String ROLE = chunk("{\"role\":\"assistant\",\"content\":\"\"}", "null");
    private static final String TEXT_1 = chunk("{\"content\":\"Hi \"}", "null");
    private static final String TEXT_2 = chunk("{\"content\":\"é\"}", "null");
    private static final String STOP = chunk("{}", "\"stop\"");
    private static final String USAGE =
            "{\"id\":\"c1\",\"model\":\"gpt-x\",\"choices\":[],\"usage\":{\"prompt_tokens\":9,"
                    + "\"completion_tokens\":4,\"completion_tokens_details\":{\"reasoning_tokens\":1}}}";
    private static final List<String> WHOLE = List.of(ROLE, TEXT_1, TEXT_2, STOP, USAGE, "[DONE]");

    private final ScriptedServer server = new ScriptedServer();
    private final Provider provider = OpenAiProtocol.over(CALLS);
    private final Pieces pieces = new Pieces();

    private static String chunk(String delta, String finish) {
        return "{\"id\":\"c1\",\"created\":5,\"model\":\"gpt-x\",\"system_fingerprint\":\"fp\",\"choices\":[{\"index\":0,\"delta\":"
                + delta + ",\"finish_reason\":" + finish + "}],\"usage\":null}";
    }

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

    private Reply streaming(List<String> events) {
        server.answering((request, wire) -> {
            wire.stream();
            for (String event : events) {
                wire.event(event);
            }
            wire.endStream();
        });
        return provider.stream(calls().call(), pieces);
    }

    @Test
    void goodStream_isHandedOnAndPutTogether() throws Exception {
        Answer answer = answer(streaming(WHOLE));

        assertThat(pieces.all()).containsExactly(ROLE, TEXT_1, TEXT_2, STOP);
        assertThat(answer.id()).isEqualTo("c1");
        assertThat(answer.model()).isEqualTo("gpt-x");
        assertThat(answer.text()).isEqualTo("Hi é");
        assertThat(answer.finishReason()).isEqualTo("stop");
        assertThat(answer.usage()).isEqualTo(new TokenUsage(9, 0, 0, 3, 1));
        assertThat(answer.usageKnown()).isTrue();
        assertThat(server.next().body()).contains("\"stream\":true,\"stream_options\":{\"include_usage\":true}");
    }

    @Test
    void answerOfAStream_readsAsTheWholeAnswerWould() {
        Answer answer = answer(streaming(WHOLE));

        Answer read = answer(CompletionReader.read(answer.body()));
        assertThat(read.text()).isEqualTo(answer.text());
        assertThat(read.usage()).isEqualTo(answer.usage());
        assertThat(read.finishReason()).isEqualTo(answer.finishReason());
        assertThat(new String(answer.body(), StandardCharsets.UTF_8))
                .isEqualTo("{\"id\":\"c1\",\"object\":\"chat.completion\",\"model\":\"gpt-x\",\"created\":5,"
                        + "\"system_fingerprint\":\"fp\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
                        + "\"content\":\"Hi é\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":9,"
                        + "\"completion_tokens\":4,\"completion_tokens_details\":{\"reasoning_tokens\":1}}}");
    }

    @Test
    void usageChunk_isHandedOnIfTheCallerAskedForIt() {
        server.answering((request, wire) -> {
            wire.stream();
            wire.event(STOP);
            wire.event(USAGE);
            wire.event("[DONE]");
            wire.endStream();
        });
        String asking = Calls.HELLO.replace("{\"model\"", "{\"stream_options\":{\"include_usage\":true},\"model\"");

        answer(provider.stream(calls().body(asking).call(), pieces));

        assertThat(pieces.all()).containsExactly(STOP, USAGE);
    }

    @Test
    void toolCallsLogprobsAndOtherTexts_arePutTogether() {
        Answer answer = answer(streaming(List.of(
                chunk(
                        "{\"tool_calls\":[{\"index\":1,\"id\":\"b\",\"type\":\"function\",\"function\":{\"name\":\"g\",\"arguments\":\"\"}}],"
                                + "\"reasoning_content\":\"hm\"}",
                        "null"),
                "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\","
                        + "\"arguments\":\"{\\\"x\\\"\"}}]},\"logprobs\":{\"content\":[{\"token\":\"p\"}],\"refusal\":null}}]}",
                "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\":1}\"}}]},"
                        + "\"logprobs\":{\"content\":[{\"token\":\"q\"}]},\"index\":0}]}",
                chunk("{}", "\"tool_calls\""),
                "[DONE]")));

        assertThat(answer.toolCalls()).isTrue();
        assertThat(answer.text()).isEmpty();
        assertThat(answer.usageKnown()).isFalse();
        assertThat(new String(answer.body(), StandardCharsets.UTF_8))
                .contains(
                        "\"content\":null,\"reasoning_content\":\"hm\",\"tool_calls\":[{\"id\":\"a\",\"type\":\"function\","
                                + "\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"x\\\":1}\"}},{\"id\":\"b\"")
                .contains("\"logprobs\":{\"content\":[{\"token\":\"p\"},{\"token\":\"q\"}]}");
    }

    @Test
    void endWithoutFinish_isCut() {
        Reply.Failed cut = failed(streaming(List.of(ROLE, TEXT_1)));

        assertThat(cut.ending()).isEqualTo(Ending.CUT);
        assertThat(cut.started()).isTrue();
        assertThat(pieces.all()).containsExactly(ROLE, TEXT_1);
    }

    @Test
    void nothingAtAll_isCut_beforeAnythingStarted() {
        Reply.Failed cut = failed(streaming(List.of()));

        assertThat(cut.ending()).isEqualTo(Ending.CUT);
        assertThat(cut.started()).isFalse();
    }

    @Test
    void finishWithoutDone_isWhole_andDoneWithoutFinishToo() {
        assertThat(answer(streaming(List.of(TEXT_1, STOP))).text()).isEqualTo("Hi ");
        assertThat(answer(streaming(List.of(TEXT_1, "[DONE]"))).finishReason()).isEmpty();
    }

    @Test
    void doneAlone_isMalformed() {
        assertThat(failed(streaming(List.of("[DONE]"))).ending()).isEqualTo(Ending.MALFORMED);
    }

    @Test
    void brokenConnection_isCut_evenAfterTheFinish() {
        server.answering((request, wire) -> {
            wire.stream();
            wire.event(TEXT_1);
            wire.event(USAGE);
            wire.event(STOP);
            wire.close();
        });

        Reply.Failed cut = failed(provider.stream(calls().call(), pieces));

        assertThat(cut.ending()).isEqualTo(Ending.CUT);
        assertThat(cut.started()).isTrue();
        assertThat(cut.work()).isEqualTo(new Reply.Work.Stated(new TokenUsage(9, 0, 0, 3, 1)));
    }

    @Test
    void notJson_isMalformed_andNotHandedOn() {
        Reply.Failed failed = failed(streaming(List.of(TEXT_1, "{\"choices\":", STOP)));

        assertThat(failed.ending()).isEqualTo(Ending.MALFORMED);
        assertThat(failed.started()).isTrue();
        assertThat(pieces.all()).containsExactly(TEXT_1);
    }

    @Test
    void errorInTheStream_isWhatItSays() {
        Reply.Failed busy = failed(streaming(List.of(
                TEXT_1, "{\"error\":{\"code\":429,\"message\":\"slow down, sk-live-0123456789\"},\"choices\":[]}")));
        Reply.Failed other = failed(streaming(List.of("{\"error\":{\"message\":\"oops\"}}")));

        assertThat(busy.ending()).isEqualTo(Ending.RATE_LIMITED);
        assertThat(busy.detail()).isEqualTo("status 429: slow down, [redacted]");
        assertThat(busy.started()).isTrue();
        assertThat(other.ending()).isEqualTo(Ending.SERVER_ERROR);
        assertThat(other.started()).isFalse();
    }

    @Test
    void errorStatus_isReadWhole() {
        server.answering((request, wire) -> wire.reply(429, "{\"error\":{\"message\":\"slow\"}}", "retry-after", "2"));

        Reply.Failed failed = failed(provider.stream(calls().call(), pieces));

        assertThat(failed.ending()).isEqualTo(Ending.RATE_LIMITED);
        assertThat(failed.retryAfterMillis()).isEqualTo(2_000);
        assertThat(failed.detail()).isEqualTo("status 429: slow");
    }

    @Test
    void replyThatIsNoStream_isMalformed() {
        server.answering((request, wire) -> wire.reply(200, "{\"choices\":[]}"));

        Reply.Failed failed = failed(provider.stream(calls().call(), pieces));

        assertThat(failed.ending()).isEqualTo(Ending.MALFORMED);
        assertThat(failed.detail()).contains("application/json");
    }

    @Test
    void headAndCommentsWithoutAnEvent_timeOut() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        server.answering((request, wire) -> {
            wire.stream();
            wire.chunk(": still working\n\n".getBytes(StandardCharsets.UTF_8));
            wire.awaitClosed(closed);
        });

        Reply.Failed failed =
                failed(provider.stream(calls().limits(80, 20_000, 40_000).call(), pieces));

        assertThat(failed.ending()).isEqualTo(Ending.TIMED_OUT);
        assertThat(failed.detail()).isEqualTo("no answer began within 80 ms");
        assertThat(failed.started()).isFalse();
        assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void streamThatStops_timesOut() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        server.answering((request, wire) -> {
            wire.stream();
            wire.event(TEXT_1);
            wire.awaitClosed(closed);
        });

        Reply.Failed failed =
                failed(provider.stream(calls().limits(20_000, 50, 40_000).call(), pieces));

        assertThat(failed.ending()).isEqualTo(Ending.TIMED_OUT);
        assertThat(failed.started()).isTrue();
        assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void cancel_reachesTheProvider() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        Calls calls = calls();
        server.answering((request, wire) -> {
            wire.stream();
            wire.event(TEXT_1);
            wire.awaitClosed(closed);
        });

        Reply.Failed failed = failed(
                provider.stream(calls.call(), chunk -> calls.cancellation().cancel()));

        assertThat(failed.ending()).isEqualTo(Ending.CANCELLED);
        assertThat(failed.started()).isTrue();
        assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void callerGone_reachesTheProvider() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        server.answering((request, wire) -> {
            wire.stream();
            wire.event(TEXT_1);
            wire.awaitClosed(closed);
        });

        Reply.Failed failed = failed(provider.stream(calls().call(), chunk -> {
            throw new CallerGoneException();
        }));

        assertThat(failed.ending()).isEqualTo(Ending.CANCELLED);
        assertThat(failed.started()).isTrue();
        assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void connections_areUsedAgain() throws Exception {
        for (int i = 0; i < 5; i++) {
            answer(streaming(WHOLE));
        }

        List<Integer> used = List.of(
                server.next().connection(),
                server.next().connection(),
                server.next().connection(),
                server.next().connection(),
                server.next().connection());
        assertThat(used).last().satisfies(last -> assertThat(last).isLessThan(5));
    }

    @Test
    void connectionThatLingersAfterDone_isGivenUp() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        server.answering((request, wire) -> {
            wire.stream();
            wire.event(STOP);
            wire.event("[DONE]");
            wire.awaitClosed(closed);
        });

        answer(provider.stream(calls().call(), pieces));

        assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void slowSink_stopsReadingOfTheProvidersConnection() throws Exception {
        int events = 384;
        String big = chunk("{\"content\":\"" + "x".repeat(64 << 10) + "\"}", "null");
        AtomicInteger written = new AtomicInteger();
        server.answering((request, wire) -> {
            wire.stream();
            for (int i = 0; i < events; i++) {
                wire.event(big);
                written.incrementAndGet();
            }
            wire.event("[DONE]");
            wire.endStream();
        });
        CountDownLatch release = new CountDownLatch(1);
        AtomicLong got = new AtomicLong();
        FutureTask<Reply> call = new FutureTask<>(() -> provider.stream(calls().call(), chunk -> {
            awaitQuietly(release);
            got.incrementAndGet();
        }));
        Thread.ofVirtual().name("slow-caller").start(call);

        int stuckAt = awaitNoProgress(written);
        release.countDown();
        Answer answer = answer(call.get(40, TimeUnit.SECONDS));

        assertThat(stuckAt)
                .as("events written while nobody read, of %d", events)
                .isLessThan(events * 2 / 3);
        assertThat(got.get()).isEqualTo(events);
        assertThat(answer.text()).hasSize(events * (64 << 10));
    }

    private static int awaitNoProgress(AtomicInteger written) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        int before = -1;
        while (before <= 0 || written.get() != before) {
            before = written.get();
            assertThat(never.await(300, TimeUnit.MILLISECONDS)).isFalse();
        }
        return before;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(40, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
