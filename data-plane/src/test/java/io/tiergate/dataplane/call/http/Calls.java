package io.tiergate.dataplane.call.http;

import io.tiergate.dataplane.call.Cancellation;
import io.tiergate.dataplane.call.ProviderCall;
import io.tiergate.dataplane.model.ChatRequest;
import io.tiergate.dataplane.model.ChatRequestReader;
import io.tiergate.policy.catalog.Model;
import io.tiergate.policy.catalog.Provider;
import io.tiergate.policy.catalog.Provider.Api;
import io.tiergate.policy.cost.Price;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Calls for tests: everything has time enough unless the test says otherwise. */
public record Calls(
        Api api,
        String baseUrl,
        String credential,
        String body,
        long firstMillis,
        long idleMillis,
        long deadlineMillis,
        Cancellation cancellation,
        boolean logprobs) {
    public static final String HELLO =
            "{\"model\":\"support\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

    /** A call of a provider that speaks {@code api}. */
    public static Calls to(Api api, String baseUrl) {
        return new Calls(api, baseUrl, "", HELLO, 20_000, 20_000, 40_000, new Cancellation(), false);
    }

    public Calls credential(String reference) {
        return new Calls(
                api, baseUrl, reference, body, firstMillis, idleMillis, deadlineMillis, cancellation, logprobs);
    }

    public Calls body(String json) {
        return new Calls(
                api, baseUrl, credential, json, firstMillis, idleMillis, deadlineMillis, cancellation, logprobs);
    }

    /** A call of a gate that wants to know how sure the model is. */
    public Calls wantingLogprobs() {
        return new Calls(api, baseUrl, credential, body, firstMillis, idleMillis, deadlineMillis, cancellation, true);
    }

    public Calls limits(long first, long idle, long deadline) {
        return new Calls(api, baseUrl, credential, body, first, idle, deadline, cancellation, logprobs);
    }

    public ProviderCall call() {
        Provider provider = new Provider("test", api, baseUrl, credential);
        Model model =
                new Model("test/model", provider, "upstream-model", 128_000, 4_096, new Price(1, 1, 1, 1, 1), Set.of());
        return new ProviderCall(
                "attempt-1",
                request(body),
                model,
                firstMillis,
                idleMillis,
                System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(deadlineMillis),
                cancellation,
                logprobs);
    }

    public static ChatRequest request(String json) {
        return switch (ChatRequestReader.read(json.getBytes(StandardCharsets.UTF_8))) {
            case ChatRequestReader.Result.Read read -> read.request();
            case ChatRequestReader.Result.Unreadable bad ->
                throw new AssertionError(bad.refusal().message());
        };
    }
}
