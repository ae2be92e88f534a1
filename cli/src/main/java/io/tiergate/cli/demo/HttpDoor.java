package io.tiergate.cli.demo;

import io.tiergate.cli.stack.LocalAgent;
import io.tiergate.cli.terminal.ExitCode;
import io.tiergate.cli.terminal.Failure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The OpenAI-compatible API, as any OpenAI SDK uses it. */
final class HttpDoor implements Door {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final Duration BOUND = Duration.ofSeconds(90);
    private static final String LAST_EVENT = "data: [DONE]";
    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;

    private final String policy;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();

    HttpDoor(String policy) {
        this.policy = policy;
    }

    @Override
    public Reply send(Ask ask, LocalAgent agent, String key) throws LostException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://" + agent.http() + "/v1/chat/completions"))
                .timeout(BOUND)
                .header("authorization", "Bearer " + key)
                .header("content-type", "application/json")
                .header("x-tiergate-task", ask.prompt().task())
                .POST(HttpRequest.BodyPublishers.ofString(body(ask)));
        header(
                request,
                "x-tiergate-domain",
                Objects.requireNonNullElse(ask.prompt().domain(), ""));
        header(request, "x-tiergate-session", ask.session());
        header(request, "x-tiergate-stakes", ask.highStakes() ? "high" : "");
        try {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return reply(ask, response);
        } catch (IOException e) {
            throw new LostException(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(ExitCode.NO, "interrupted", "");
        }
    }

    private static void header(HttpRequest.Builder request, String name, String value) {
        if (!value.isEmpty()) {
            request.header(name, value);
        }
    }

    private String body(Ask ask) {
        ObjectNode body = MAPPER.createObjectNode().put("model", policy);
        body.set("messages", ask.prompt().messages());
        if (ask.streamed()) {
            body.put("stream", true);
        }
        return MAPPER.writeValueAsString(body);
    }

    private static Reply reply(Ask ask, HttpResponse<String> response) throws LostException {
        HttpHeaders headers = response.headers();
        String decision = headers.firstValue("x-tiergate-decision-id").orElse("");
        if (response.statusCode() != OK) {
            return new Reply.Refused(decision, message(response), response.statusCode() == UNAUTHORIZED);
        }
        if (ask.streamed() && !response.body().stripTrailing().endsWith(LAST_EVENT)) {
            throw new LostException("the stream has no end");
        }
        return new Reply.Answered(
                decision,
                headers.firstValue("x-tiergate-target").orElse(""),
                headers.firstValue("x-tiergate-arm").orElse(""),
                headers.firstValue("x-tiergate-cache").orElse(""));
    }

    private static String message(HttpResponse<String> response) {
        try {
            JsonNode error = MAPPER.readTree(response.body()).at("/error/message");
            return response.statusCode() + ": " + error.asString("");
        } catch (JacksonException e) {
            return String.valueOf(response.statusCode());
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
