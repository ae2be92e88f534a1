package io.tiergate.dataplane.pipeline;

import io.tiergate.dataplane.LocalAgent;
import io.tiergate.dataplane.call.http.Calls;
import io.tiergate.dataplane.model.Answer;
import io.tiergate.dataplane.model.ChatRequest;
import io.tiergate.dataplane.model.Declared;
import io.tiergate.dataplane.model.Exchange;
import io.tiergate.dataplane.model.Refusal;
import io.tiergate.dataplane.model.Responder;
import io.tiergate.dataplane.model.RoutingInfo;
import io.tiergate.transport.PresentedCredential;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A caller in this process: sends a request and keeps what comes back. */
final class Caller implements Responder {
    private static final long PATIENCE_SECONDS = 60;

    private final CompletableFuture<End> end = new CompletableFuture<>();
    private final CompletableFuture<Void> streaming = new CompletableFuture<>();
    /** What came before the end, in order. */
    final List<String> events = new CopyOnWriteArrayList<>();

    private volatile @Nullable Runnable onCancel;
    private volatile boolean gone;
    private volatile boolean broken;

    /** How it ended: one of the two is null. */
    private record End(@Nullable Served served, @Nullable Refusal refusal, RoutingInfo routing, Thread thread) {}

    /** Sends a request with tenant {@code acme}'s key. */
    static Caller send(LocalAgent agent, String body) {
        return send(agent, body, Declared.NOTHING);
    }

    /** Sends a request with tenant {@code acme}'s key. */
    static Caller send(LocalAgent agent, String body, Declared declared) {
        return send(agent, LocalAgent.ACME, Calls.request(body), declared);
    }

    /** Sends a request. */
    static Caller send(LocalAgent agent, String key, ChatRequest request, Declared declared) {
        return new Caller().sends(agent, key, request, declared);
    }

    /** Breaks when it gets its answer. */
    Caller breaksOnce() {
        broken = true;
        return this;
    }

    /** Sends a request. */
    Caller sends(LocalAgent agent, String key, ChatRequest request, Declared declared) {
        agent.pipeline()
                .serve(new Exchange(
                        Exchange.Api.HTTP,
                        request,
                        declared,
                        new PresentedCredential.BearerKey(key),
                        System.nanoTime(),
                        this));
        return this;
    }

    /** A request of one user turn. */
    static String ask(String model, String text) {
        return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}";
    }

    /** The same, streamed. */
    static String stream(String model, String text) {
        return ask(model, text).replace("{\"model\"", "{\"stream\":true,\"model\"");
    }

    /** The answer. */
    Answer answer() {
        Served served = end().served();
        if (served == null) {
            throw new AssertionError("refused: " + end().refusal());
        }
        return served.answer();
    }

    /** Why there is none. */
    Refusal refusal() {
        Refusal refusal = end().refusal();
        if (refusal == null) {
            throw new AssertionError("served: " + end().served());
        }
        return refusal;
    }

    /** What the reply says of itself. */
    RoutingInfo routing() {
        return end().routing();
    }

    /** The thread that brought the end. */
    Thread endedBy() {
        return end().thread();
    }

    /** Waits for the first piece. */
    void awaitPiece() {
        await(streaming);
    }

    /** Goes away. */
    void leave() {
        gone = true;
        Runnable action = onCancel;
        if (action != null) {
            action.run();
        }
    }

    /** Goes away without being noticed until something is sent. */
    void leaveSilently() {
        gone = true;
    }

    private End end() {
        return await(end);
    }

    private static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void commit(RoutingInfo routing) {
        events.add("commit " + routing.served().target() + " after " + routing.escalations());
    }

    @Override
    public void piece(byte[] chunk) {
        if (gone) {
            throw new CallerGoneException();
        }
        events.add("piece " + new String(chunk, StandardCharsets.UTF_8));
        streaming.complete(null);
    }

    @Override
    public void discarded(String target, String reason) {
        if (gone) {
            throw new CallerGoneException();
        }
        events.add("discarded " + target + ": " + reason);
    }

    @Override
    public void escalated(String fromTier, String toTier, String reason) {
        if (gone) {
            throw new CallerGoneException();
        }
        events.add("escalated " + fromTier + " -> " + toTier + ": " + reason);
    }

    @Override
    public void finish(Served served) {
        if (broken) {
            throw new IllegalStateException("a bug on the way back");
        }
        ended(new End(served, null, served.routing(), Thread.currentThread()));
    }

    @Override
    public void fail(Refusal refusal, RoutingInfo routing) {
        ended(new End(null, refusal, routing, Thread.currentThread()));
    }

    private void ended(End how) {
        if (!end.complete(how)) {
            throw new AssertionError("ended twice: " + end.join() + " and " + how);
        }
    }

    @Override
    public void onCancel(Runnable action) {
        onCancel = action;
        if (gone) {
            action.run();
        }
    }
}
