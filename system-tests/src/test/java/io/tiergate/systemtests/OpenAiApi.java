package io.tiergate.systemtests;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * An OpenAI-compatible API, as bytes on a wire.
 *
 * @param base {@code http://HOST:PORT}
 * @param key of the caller; empty: none
 * @param client that sends
 */
record OpenAiApi(String base, String key, HttpClient client) {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final HttpClient PLAIN =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    OpenAiApi(String base, String key) {
        this(base, key, PLAIN);
    }

    /** A reply. */
    record Reply(int status, java.net.http.HttpHeaders headers, String body) {
        /** A header, empty if it is not there. */
        String header(String name) {
            return headers.firstValue(name).orElse("");
        }

        String decisionId() {
            return header("x-tiergate-decision-id");
        }

        JsonNode json() {
            return JSON.readTree(body);
        }

        /** The answer's text. */
        String text() {
            return json().at("/choices/0/message/content").asString("");
        }

        /** The error's code. */
        String errorCode() {
            return json().at("/error/code").asString("");
        }
    }

    /** Asks a question; headers are names and values in turn. */
    Reply ask(String model, String question, String... headers) throws IOException {
        return chat(body(model, question), headers);
    }

    /** A chat request of one turn. */
    static ObjectNode body(String model, String question) {
        ObjectNode body = JSON.createObjectNode().put("model", model);
        body.putArray("messages").addObject().put("role", "user").put("content", question);
        return body;
    }

    /** Sends a chat request. */
    Reply chat(JsonNode body, String... headers) throws IOException {
        return send("POST", "/v1/chat/completions", body.toString(), headers);
    }

    /** Sends anything. */
    Reply send(String method, String path, String body, String... headers) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(BOUND)
                .header("content-type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!key.isEmpty()) {
            request.header("authorization", "Bearer " + key);
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Reply(response.statusCode(), response.headers(), response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
