package io.tiergate.systemtests;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.RequestOptions;
import com.openai.core.http.Headers;
import com.openai.core.http.HttpResponseFor;
import com.openai.core.http.StreamResponse;
import com.openai.errors.OpenAIServiceException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The OpenAI SDK for Java, as Maven Central has it. */
class OpenAiJavaIT extends SdkContract {
    private static final JsonMapper JSON = JsonMapper.shared();

    @Override
    JsonNode observe(String baseUrl, String key, String limitedKey, Workload.Prompt prompt) {
        ObjectNode seen = JSON.createObjectNode();
        try (Sdk tiergate = new Sdk(baseUrl, key);
                Sdk nobody = new Sdk(baseUrl, "tg_nobody_has_this");
                Sdk limited = new Sdk(baseUrl, limitedKey)) {
            seen.set("whole", tiergate.whole(prompt));
            seen.set("streamed", tiergate.streamed(prompt));
            tiergate.client
                    .models()
                    .list()
                    .data()
                    .forEach(model -> seen.withArray("models").add(model.id()));
            seen.set("wrong_key", error(() -> nobody.ask("desk", prompt)));
            seen.set("unknown_model", error(() -> tiergate.ask("no-such-policy", prompt)));
            seen.set("limited", error(() -> {
                limited.ask("desk", prompt);
                limited.ask("desk", prompt);
            }));
        }
        return seen;
    }

    private static JsonNode error(Runnable call) {
        try {
            call.run();
            return JSON.nullNode();
        } catch (OpenAIServiceException e) {
            return JSON.createObjectNode()
                    .put("type", e.getClass().getSimpleName())
                    .put("status", e.statusCode())
                    .put("code", e.code().orElse(""));
        }
    }

    /** The SDK with one key. */
    private static final class Sdk implements AutoCloseable {
        private final OpenAIClient client;

        Sdk(String baseUrl, String key) {
            client = OpenAIOkHttpClient.builder()
                    .baseUrl(baseUrl)
                    .apiKey(key)
                    .maxRetries(0)
                    .build();
        }

        JsonNode whole(Workload.Prompt prompt) {
            try (HttpResponseFor<ChatCompletion> response = client.chat()
                    .completions()
                    .withRawResponse()
                    .create(general(prompt).build())) {
                ChatCompletion answer = response.parse();
                ChatCompletion.Choice choice = answer.choices().getFirst();
                ObjectNode seen = JSON.createObjectNode()
                        .put("text", choice.message().content().orElse(""))
                        .put("model", answer.model())
                        .put("finish_reason", choice.finishReason().asString())
                        .put("output_tokens", answer.usage().orElseThrow().completionTokens());
                seen.set("headers", tiergateHeaders(response.headers()));
                return seen;
            }
        }

        JsonNode streamed(Workload.Prompt prompt) {
            ChatCompletionCreateParams params = general(prompt)
                    .putAdditionalHeader("x-tiergate-cache", "none")
                    .streamOptions(ChatCompletionStreamOptions.builder()
                            .includeUsage(true)
                            .build())
                    .build();
            ObjectNode seen = JSON.createObjectNode();
            List<String> pieces = new ArrayList<>();
            try (HttpResponseFor<StreamResponse<ChatCompletionChunk>> response =
                    client.chat().completions().withRawResponse().createStreaming(params, RequestOptions.none())) {
                seen.set("headers", tiergateHeaders(response.headers()));
                try (StreamResponse<ChatCompletionChunk> stream = response.parse()) {
                    stream.stream().forEach(chunk -> read(chunk, seen, pieces));
                }
            }
            return seen.put("text", String.join("", pieces)).put("pieces", pieces.size());
        }

        private static void read(ChatCompletionChunk chunk, ObjectNode seen, List<String> pieces) {
            seen.put("model", chunk.model());
            chunk.choices().forEach(choice -> {
                choice.delta().content().filter(text -> !text.isEmpty()).ifPresent(pieces::add);
                choice.finishReason().ifPresent(reason -> seen.put("finish_reason", reason.asString()));
            });
            chunk.usage().ifPresent(usage -> seen.put("output_tokens", usage.completionTokens()));
        }

        void ask(String model, Workload.Prompt prompt) {
            var _ = client.chat().completions().create(params(model, prompt));
        }

        private static ChatCompletionCreateParams.Builder general(Workload.Prompt prompt) {
            return params("desk/chat", prompt).toBuilder().putAdditionalHeader("x-tiergate-domain", "general");
        }

        private static ChatCompletionCreateParams params(String model, Workload.Prompt prompt) {
            ChatCompletionCreateParams.Builder params =
                    ChatCompletionCreateParams.builder().model(model);
            for (JsonNode message : prompt.messages()) {
                String text = message.path("content").asString();
                switch (message.path("role").asString()) {
                    case "system" -> params.addSystemMessage(text);
                    case "user" -> params.addUserMessage(text);
                    default -> throw new IllegalArgumentException("a turn of this prompt needs more: " + message);
                }
            }
            return params.build();
        }

        private static ObjectNode tiergateHeaders(Headers headers) {
            ObjectNode seen = JSON.createObjectNode();
            headers.names().stream()
                    .filter(name -> name.startsWith("x-tiergate-"))
                    .forEach(name -> seen.put(name, headers.values(name).getFirst()));
            return seen;
        }

        @Override
        public void close() {
            client.close();
        }
    }
}
