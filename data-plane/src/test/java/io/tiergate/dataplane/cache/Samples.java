package io.tiergate.dataplane.cache;

import io.tiergate.dataplane.model.Answer;
import io.tiergate.dataplane.model.ChatRequest;
import io.tiergate.dataplane.model.ChatRequestReader;
import io.tiergate.policy.cost.TokenUsage;
import io.tiergate.policy.document.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Requests, answers and identities that tests share. */
final class Samples {
    static final Digest EPOCH = Digest.of("epoch".getBytes(StandardCharsets.UTF_8));
    static final Digest POLICY = Digest.of("policy".getBytes(StandardCharsets.UTF_8));
    static final CacheScope SCOPE = new CacheScope("acme", "support", EPOCH, "chat", "", null);

    private Samples() {}

    static ChatRequest request(String json) {
        return switch (ChatRequestReader.read(json.getBytes(StandardCharsets.UTF_8))) {
            case ChatRequestReader.Result.Read read -> read.request();
            case ChatRequestReader.Result.Unreadable unreadable ->
                throw new AssertionError(unreadable.refusal().toString());
        };
    }

    static ChatRequest question(String text) {
        return request("{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}");
    }

    static CacheIdentity identity(String question) {
        return CacheIdentity.of(SCOPE, question(question));
    }

    static Answer answer(String text) {
        return answer(text, "stop", false);
    }

    static Answer answer(String text, String finishReason, boolean toolCalls) {
        byte[] body = ("{\"choices\":[{\"message\":{\"content\":\"" + text + "\"}}]}").getBytes(StandardCharsets.UTF_8);
        return new Answer(
                body, "id-1", "gpt-4o-mini", text, finishReason, toolCalls, new TokenUsage(1, 2, 3, 4, 5), true);
    }

    static CachedAnswer cached(String text, long storedAtMillis, long expiresAtMillis) {
        return new CachedAnswer(
                answer(text),
                new CachedAnswer.Origin("openai/gpt-4o-mini", "small", "a1.0190", POLICY),
                new CachedAnswer.Validity(storedAtMillis, expiresAtMillis),
                new CachedAnswer.Labels("acme", "support", "user-7", Map.of("team", "blue")));
    }
}
