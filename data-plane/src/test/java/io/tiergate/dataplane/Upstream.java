package io.tiergate.dataplane;

import io.tiergate.dataplane.call.http.ScriptedServer;
import io.tiergate.dataplane.call.http.ScriptedServer.Received;
import io.tiergate.dataplane.call.http.ScriptedServer.Script;
import io.tiergate.dataplane.call.http.ScriptedServer.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A provider on loopback whose models do as a test says. Each answer is billed 10 input and 5 output tokens. */
public final class Upstream implements AutoCloseable {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final String USAGE = "\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5,\"total_tokens\":15}";

    private final ScriptedServer server = new ScriptedServer().answering(this::dispatch);
    private final Map<String, Deque<Script>> scripts = new ConcurrentHashMap<>();
    private final List<Received> received = new CopyOnWriteArrayList<>();

    /** What a model does with its calls, one after the other; the last holds for all that follow. */
    public Upstream model(String name, Script... inTurn) {
        scripts.put(name, new ArrayDeque<>(List.of(inTurn)));
        return this;
    }

    /** The models that were called, in order. */
    public List<String> called() {
        return received.stream().map(Upstream::model).toList();
    }

    /** The bodies that came, in order. */
    public List<String> bodies() {
        return received.stream().map(Received::body).toList();
    }

    /** What came, in order. */
    public List<Received> received() {
        return received;
    }

    String baseUrl() {
        return server.baseUrl();
    }

    /** Answers with a text, as a stream of its words if asked for one. */
    public static Script says(String text) {
        return finishes(text, "stop");
    }

    /** Answers with a text that ends for another reason. */
    public static Script finishes(String text, String reason) {
        return (request, wire) -> {
            if (isStream(request)) {
                wire.stream();
                for (String word : text.split("(?<= )", -1)) {
                    wire.event(chunk(model(request), "{\"content\":" + quoted(word) + "}", "null"));
                }
                endStream(request, wire, reason);
            } else {
                wire.reply(
                        200,
                        completion(
                                model(request), "{\"role\":\"assistant\",\"content\":" + quoted(text) + "}", reason));
            }
        };
    }

    /** Answers with a text and, where it is asked for them, these log-probabilities: the JSON of a choice's {@code logprobs}. */
    public static Script says(String text, String logprobs) {
        return (request, wire) -> {
            boolean asked = MAPPER.readTree(request.body()).path("logprobs").asBoolean(false);
            String message = "{\"role\":\"assistant\",\"content\":" + quoted(text) + "},\"logprobs\":"
                    + (asked ? logprobs : "null");
            wire.reply(200, completion(model(request), message, "stop"));
        };
    }

    /** Answers with a call of the tool {@code add}. */
    public static Script callsTool() {
        String calls = "\"tool_calls\":[{%s\"id\":\"call-1\",\"type\":\"function\","
                + "\"function\":{\"name\":\"add\",\"arguments\":\"{\\\"a\\\":1}\"}}]";
        return (request, wire) -> {
            if (isStream(request)) {
                wire.stream();
                wire.event(chunk(model(request), "{" + calls.formatted("\"index\":0,") + "}", "null"));
                endStream(request, wire, "tool_calls");
            } else {
                wire.reply(
                        200,
                        completion(
                                model(request),
                                "{\"role\":\"assistant\",\"content\":null," + calls.formatted("") + "}",
                                "tool_calls"));
            }
        };
    }

    /** Fails. */
    public static Script status(int status, String... headers) {
        return (request, wire) ->
                wire.reply(status, "{\"error\":{\"message\":\"scripted failure\",\"code\":" + status + "}}", headers);
    }

    /** Answers nothing until the agent hangs up, then counts down. */
    public static Script hangs(CountDownLatch hungUp) {
        return (request, wire) -> wire.awaitClosed(hungUp);
    }

    /** Streams a piece, then waits until the agent hangs up and counts down. */
    public static Script streamsThenHangs(String piece, CountDownLatch hungUp) {
        return (request, wire) -> {
            wire.stream();
            wire.event(chunk(model(request), "{\"content\":" + quoted(piece) + "}", "null"));
            wire.awaitClosed(hungUp);
        };
    }

    /** Streams that piece again and again until it cannot, and counts down. */
    public static Script streamsUntilHungUpOn(String piece, CountDownLatch hungUp) {
        return (request, wire) -> {
            String chunk = chunk(model(request), "{\"content\":" + quoted(piece) + "}", "null");
            try {
                wire.stream();
                while (true) {
                    wire.event(chunk);
                }
            } catch (IOException e) {
                hungUp.countDown();
                throw e;
            }
        };
    }

    /** Streams a piece, then breaks the connection. */
    public static Script streamsThenBreaks(String piece) {
        return (request, wire) -> {
            wire.stream();
            wire.event(chunk(model(request), "{\"content\":" + quoted(piece) + "}", "null"));
            wire.close();
        };
    }

    /** Waits for the gate to open, then goes on. */
    public static Script after(CountDownLatch gate, Script then) {
        return (request, wire) -> {
            gate.await();
            then.answer(request, wire);
        };
    }

    /** The last event of a stream whose pieces were sent. */
    public static void endStream(Received request, Wire wire, String reason) throws IOException {
        wire.event(chunk(model(request), "{}", quoted(reason)));
        wire.event("{\"id\":\"up-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":"
                + quoted(model(request)) + ",\"choices\":[]," + USAGE + "}");
        wire.event("[DONE]");
        wire.endStream();
    }

    /** A chunk with that delta. */
    public static String chunk(String model, String delta, String finishReason) {
        return "{\"id\":\"up-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":" + quoted(model)
                + ",\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":" + finishReason + "}]}";
    }

    /** Waits until a count has not moved for a while: the one thing here that only time can tell. */
    public static void awaitStandstill(AtomicInteger count) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        int before;
        do {
            before = count.get();
            var _ = never.await(500, TimeUnit.MILLISECONDS);
        } while (count.get() != before);
    }

    private static String completion(String model, String message, String reason) {
        return "{\"id\":\"up-1\",\"object\":\"chat.completion\",\"created\":1,\"model\":" + quoted(model)
                + ",\"choices\":[{\"index\":0,\"message\":" + message + ",\"finish_reason\":" + quoted(reason) + "}],"
                + USAGE + "}";
    }

    /** The model that a request is for. */
    public static String model(Received request) {
        return json(request).path("model").asString("");
    }

    private static boolean isStream(Received request) {
        return json(request).path("stream").asBoolean(false);
    }

    private static JsonNode json(Received request) {
        return MAPPER.readTree(request.body().getBytes(StandardCharsets.UTF_8));
    }

    private static String quoted(String text) {
        return MAPPER.writeValueAsString(text);
    }

    private void dispatch(Received request, Wire wire) throws Exception {
        received.add(request);
        Script script = next(model(request));
        if (script == null) {
            wire.reply(404, "{\"error\":{\"message\":\"no script for this model\"}}");
        } else {
            script.answer(request, wire);
        }
    }

    private @Nullable Script next(String model) {
        Deque<Script> inTurn = scripts.get(model);
        if (inTurn == null) {
            return null;
        }
        synchronized (inTurn) {
            return inTurn.size() > 1 ? inTurn.poll() : inTurn.peek();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
