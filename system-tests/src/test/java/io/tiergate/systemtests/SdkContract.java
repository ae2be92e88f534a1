package io.tiergate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/**
 * What an unmodified OpenAI SDK must see. Each SDK makes the same calls once and says what it saw as {@code {whole, streamed, models,
 * wrong_key, unknown_model, limited}}.
 */
@ExtendWith(SharedStack.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SdkContract {
    @SuppressWarnings("NullAway.Init")
    private JsonNode seen;

    @SuppressWarnings("NullAway.Init")
    private Workload.Prompt prompt;

    /**
     * Makes the calls.
     *
     * @param baseUrl with {@code /v1}
     * @param limitedKey of a tenant that may ask once a minute
     */
    abstract JsonNode observe(String baseUrl, String key, String limitedKey, Workload.Prompt prompt);

    @BeforeAll
    void makeTheCalls(LiveStack stack) {
        prompt = Workload.prompt("chat-001");
        seen = observe("http://" + stack.agent(1).http() + "/v1", stack.key("shop"), stack.key("limited"), prompt);
    }

    @Test
    void answer_isTheModelsAndSaysHowItCameAbout() {
        JsonNode whole = seen.path("whole");
        assertThat(whole.path("text").asString()).isEqualTo(prompt.answer("sim/mid-1"));
        assertThat(whole.path("model").asString()).contains("mid-1");
        assertThat(whole.path("finish_reason").asString()).isEqualTo("stop");
        assertThat(whole.path("output_tokens").asInt()).isPositive();
        assertRouted(whole.path("headers"));
        assertThat(whole.at("/headers/x-tiergate-cache").asString()).isIn("miss", "exact");
    }

    @Test
    void stream_comesInPiecesThatMakeTheSameAnswer() {
        JsonNode streamed = seen.path("streamed");
        assertThat(streamed.path("text").asString()).isEqualTo(prompt.answer("sim/mid-1"));
        assertThat(streamed.path("pieces").asInt()).isGreaterThan(1);
        assertThat(streamed.path("finish_reason").asString()).isEqualTo("stop");
        assertThat(streamed.path("output_tokens").asInt())
                .isEqualTo(seen.at("/whole/output_tokens").asInt());
        assertRouted(streamed.path("headers"));
        assertThat(streamed.at("/headers/x-tiergate-cache").asString()).isEqualTo("bypass");
    }

    private static void assertRouted(JsonNode headers) {
        assertThat(headers.path("x-tiergate-decision-id").asString()).startsWith("a1.");
        assertThat(headers.path("x-tiergate-policy").asString()).isEqualTo("desk");
        assertThat(headers.path("x-tiergate-task").asString()).isEqualTo("chat");
        assertThat(headers.path("x-tiergate-tier").asString()).isEqualTo("mid");
        assertThat(headers.path("x-tiergate-target").asString()).isEqualTo("sim/mid-1");
        assertThat(headers.path("x-tiergate-arm").asString()).isEqualTo("baseline");
        assertThat(headers.path("x-tiergate-digest").asString()).startsWith("sha256:");
    }

    @Test
    void models_areWhatTheCallerMayName() {
        List<String> models =
                seen.path("models").valueStream().map(JsonNode::asString).toList();
        assertThat(models).contains("auto", "desk", "desk/chat", "sim/small-1").doesNotContain("sim/frontier-1");
    }

    @Test
    void wrongKey_isAnAuthenticationError() {
        assertError("wrong_key", 401, "unauthenticated", "AuthenticationError", "UnauthorizedException");
    }

    @Test
    void unknownModel_isANotFoundError() {
        assertError("unknown_model", 404, "unknown_model", "NotFoundError", "NotFoundException");
    }

    @Test
    void limitOfTheTenant_isARateLimitError() {
        assertError("limited", 429, "rate_limited", "RateLimitError", "RateLimitException");
    }

    private void assertError(String call, int status, String code, String... types) {
        JsonNode error = seen.path(call);
        assertThat(error.path("status").asInt()).as("%s: %s", call, error).isEqualTo(status);
        assertThat(error.path("code").asString()).isEqualTo(code);
        assertThat(error.path("type").asString()).isIn((Object[]) types);
    }
}
