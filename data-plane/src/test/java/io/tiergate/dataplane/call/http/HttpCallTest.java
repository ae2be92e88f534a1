package io.tiergate.dataplane.call.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiergate.dataplane.call.Cancellation;
import io.tiergate.dataplane.call.ProviderCall;
import io.tiergate.policy.catalog.Provider.Api;
import io.tiergate.policy.plan.Ending;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HttpCallTest {
    private final Vertx vertx = Vertx.vertx();
    private final HttpCalls calls = new HttpCalls(vertx, HttpCalls.Settings.defaults("test"));
    private final ScriptedServer server = new ScriptedServer();
    private final Cancellation cancellation = new Cancellation();
    private HttpCall call;

    @BeforeEach
    void start() throws CallFailure {
        server.answering((request, wire) -> wire.reply(200, "{}"));
        ProviderCall wanted = Calls.to(Api.OPENAI, server.baseUrl()).call();
        Endpoint endpoint = Endpoint.of(wanted.model().provider(), "/chat/completions", 20_000);
        Limits limits = new Limits(20_000, 20_000, 20_000, wanted.deadlineNanos());
        call = calls.start(new HttpCalls.Outgoing(endpoint, List.of(), Buffer.buffer("{}")), limits, cancellation);
    }

    @AfterEach
    void stop() throws IOException {
        call.close();
        calls.close();
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void cancelledAfterTheWholeReplyCame_isCancelled_andNoEmptyReply() {
        awaitHead(); // its end came in the same packet

        cancellation.cancel();

        assertThatThrownBy(call::readAll)
                .isInstanceOfSatisfying(
                        CallFailure.class,
                        failure -> assertThat(failure.ending()).isEqualTo(Ending.CANCELLED));
    }

    private void awaitHead() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (call.head().equals(ReplyHead.NONE)) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
